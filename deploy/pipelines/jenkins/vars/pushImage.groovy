/**
 * Builds and pushes the image, and keeps its bill of materials and the lock of all images with the build; `credentials` is the
 * id of a user and password for the registry.
 */
void call(Map options) {
    withCredentials([usernamePassword(credentialsId: options.credentials, usernameVariable: 'NAME', passwordVariable: 'PASSWORD')]) {
        sh '. deploy/pipelines/release.env && printf %s "$PASSWORD" | docker login "$REGISTRY" --username "$NAME" --password-stdin'
        sh 'npm run release:image -- push'
        sh 'npm run release:image -- sbom'
        sh 'npm run release:lock'
    }
    archiveArtifacts(artifacts: 'dist/release/*', fingerprint: true)
}
