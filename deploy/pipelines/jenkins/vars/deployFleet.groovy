/** Installs the fleet into the current context of the kubeconfig whose id is `credentials`. */
void call(Map options) {
    withCredentials([file(credentialsId: options.credentials, variable: 'KUBECONFIG')]) {
        sh 'deploy/cluster/install.sh --context "$(kubectl config current-context)"'
    }
}
