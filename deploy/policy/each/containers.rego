# METADATA
# title: What each container of the fleet keeps to
package containers

import data.pods

secured := {
	"allowPrivilegeEscalation": false,
	"readOnlyRootFilesystem": true,
	"runAsNonRoot": true,
}

deny contains sprintf("%s: %s must be %v in %s", [pods.name, key, value, container.name]) if {
	some container in pods.containers
	some key, value in secured
	not container.securityContext[key] == value
}

deny contains sprintf("%s: runAsUser must be a number above 10000 in %s", [pods.name, container.name]) if {
	some container in pods.containers
	not container.securityContext.runAsUser > 10000
}

deny contains sprintf("%s: all capabilities must be dropped in %s", [pods.name, container.name]) if {
	some container in pods.containers
	not "ALL" in container.securityContext.capabilities.drop
}

deny contains sprintf("%s: no capability may be added in %s", [pods.name, container.name]) if {
	some container in pods.containers
	count(container.securityContext.capabilities.add) > 0
}

deny contains sprintf("%s: seccompProfile must be RuntimeDefault in %s", [pods.name, container.name]) if {
	some container in pods.containers
	not container.securityContext.seccompProfile.type == "RuntimeDefault"
}

deny contains sprintf("%s: the image of %s needs a version: %s", [pods.name, container.name, container.image]) if {
	some container in pods.containers
	not regex.match(`:v?[0-9]+\.[0-9]+(\.[0-9]+)?([-+.][0-9A-Za-z.-]+)?(@sha256:[0-9a-f]{64})?$`, container.image)
}

deny contains sprintf("%s: %s must ask for %s", [pods.name, container.name, resource]) if {
	some container in pods.containers
	some resource in {"cpu", "memory", "ephemeral-storage"}
	not container.resources.requests[resource]
}

deny contains sprintf("%s: %s needs a limit of %s", [pods.name, container.name, resource]) if {
	some container in pods.containers
	some resource in {"memory", "ephemeral-storage"}
	not container.resources.limits[resource]
}

deny contains sprintf("%s: a limit of CPU only delays %s", [pods.name, container.name]) if {
	some container in pods.containers
	container.resources.limits.cpu
}

deny contains sprintf("%s: %s needs a %s", [pods.name, container.name, probe]) if {
	input.kind in {"Deployment", "StatefulSet"}
	some container in pods.containers
	some probe in {"startupProbe", "livenessProbe", "readinessProbe"}
	not container[probe]
}

# A store that is away must not kill those that wait for it.
deny contains sprintf("%s: %s must not be killed for what its readiness says", [pods.name, container.name]) if {
	some container in pods.containers
	path := container.livenessProbe.httpGet.path
	path == container.readinessProbe.httpGet.path
}

deny contains sprintf("%s: a secret stands in %s of %s", [pods.name, variable.name, container.name]) if {
	some container in pods.containers
	some variable in container.env
	regex.match(`(?i)(password|secret|token|_url$)`, variable.name)
	value := variable.value
	regex.match(`://[^/@]*:[^$/@]+@`, value)
}

deny contains sprintf("%s: a secret stands in %s of %s", [pods.name, variable.name, container.name]) if {
	some container in pods.containers
	some variable in container.env
	regex.match(`(?i)(password|secret|token)$`, variable.name)
	not contains(object.get(variable, "value", "$("), "$(")
}
