/** Installs what package-lock.json says, and bundles every program. */
void call() {
    sh 'npm ci'
    sh 'npm run build'
}
