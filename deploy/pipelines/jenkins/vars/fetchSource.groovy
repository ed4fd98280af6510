/** Checks out the commit of this build, with its tags, into a clean folder. */
void call() {
    deleteDir()
    checkout scm
    sh 'git fetch --tags --quiet'
}
