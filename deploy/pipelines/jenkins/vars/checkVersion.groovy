/** Fails where the tag that is built names another version than the source. */
void call() {
    sh 'npm run release:check -- "$TAG_NAME"'
}
