/** Installs what package-lock.json says, and bundles every program. */
void call() {
    sh 'npm install --no-save --no-audit --no-fund'
    sh 'npm run build'
}
