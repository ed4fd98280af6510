/** Builds and pushes the image; `credentials` is the id of a user and password for the registry. */
void call(Map options) {
    withCredentials([usernamePassword(credentialsId: options.credentials, usernameVariable: 'NAME', passwordVariable: 'PASSWORD')]) {
        sh '. deploy/pipelines/release.env && printf %s "$PASSWORD" | docker login "$REGISTRY" --username "$NAME" --password-stdin'
        sh 'npm run release:image -- push'
    }
}
