/** Runs all that must hold before a change lands. */
void call() {
    sh '.ci/run'
}
