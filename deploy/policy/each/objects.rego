# METADATA
# title: What each object keeps to, of whatever kind
package objects

name := sprintf("%s %s", [input.kind, input.metadata.name])

cluster_wide := {"Namespace", "KongClusterPlugin", "ClusterRole", "ClusterRoleBinding"}

deny contains sprintf("%s: needs the label %s", [name, label]) if {
	input.kind != "Namespace"
	some label in {"name", "instance", "component", "part-of", "version", "managed-by"}
	not input.metadata.labels[sprintf("app.kubernetes.io/%s", [label])]
}

deny contains sprintf("%s: needs a namespace", [name]) if {
	not input.kind in cluster_wide
	not input.metadata.namespace
}

deny contains sprintf("%s: must enforce the Pod Security Standard restricted", [name]) if {
	input.kind == "Namespace"
	not input.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
}

deny contains sprintf("%s: secrets are made where they are used, and never shipped", [name]) if {
	input.kind == "Secret"
}

deny contains sprintf("%s: nobody in the fleet speaks to the cluster, so nobody needs a role", [name]) if {
	input.kind in {"Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"}
}

deny contains sprintf("%s: hands a token to whoever runs as it", [name]) if {
	input.kind == "ServiceAccount"
	not input.automountServiceAccountToken == false
}

deny contains sprintf("%s: %s must say what it speaks, by appProtocol", [name, port.name]) if {
	input.kind == "Service"
	some port in input.spec.ports
	not port.appProtocol
}

deny contains sprintf("%s: opens a port to the world, past the gateway", [name]) if {
	input.kind == "Service"
	input.spec.type in {"LoadBalancer", "NodePort"}
}

deny contains sprintf("%s: selects no pods by their name and release", [name]) if {
	input.kind == "Service"
	some label in {"app.kubernetes.io/name", "app.kubernetes.io/instance"}
	not input.spec.selector[label]
}

deny contains sprintf("%s: keys come in headers only, where no log shows them", [name]) if {
	input.kind == "KongPlugin"
	input.plugin == "key-auth"
	some place in {"key_in_query", "key_in_body"}
	not input.config[place] == false
}

deny contains sprintf("%s: a rule that names nobody lets in everybody", [name]) if {
	input.kind == "NetworkPolicy"
	some rule in input.spec.ingress
	count(object.get(rule, "from", [])) == 0
}

deny contains sprintf("%s: a rule that names neither peers nor ports lets out everything", [name]) if {
	input.kind == "NetworkPolicy"
	some rule in input.spec.egress
	count(object.get(rule, "to", [])) + count(object.get(rule, "ports", [])) == 0
}
