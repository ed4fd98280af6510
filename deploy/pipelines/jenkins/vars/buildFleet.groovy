/** Bundles every program, after what package-lock.json says was installed. */
void call() {
    sh 'npm run build'
}
