# METADATA
# title: What each pod of the fleet keeps to
# description: Beyond the Pod Security Standard "restricted", which the namespace enforces.
package pods

pod := input.spec.template if input.kind in {"Deployment", "StatefulSet", "DaemonSet", "Job"}

pod := input.spec.jobTemplate.spec.template if input.kind == "CronJob"

pod := input if input.kind == "Pod"

containers contains container if some container in pod.spec.containers

containers contains container if some container in pod.spec.initContainers

name := sprintf("%s %s", [input.kind, input.metadata.name])

deny contains sprintf("%s: automountServiceAccountToken must be false", [name]) if {
	pod
	not pod.spec.automountServiceAccountToken == false
}

deny contains sprintf("%s: enableServiceLinks must be false, since NATS_PORT is a setting", [name]) if {
	pod
	not pod.spec.enableServiceLinks == false
}

deny contains sprintf("%s: needs a service account of its own", [name]) if {
	input.kind != "Pod"
	object.get(pod.spec, "serviceAccountName", "default") == "default"
}

deny contains sprintf("%s: must not share the node's %s", [name, share]) if {
	some share in {"hostNetwork", "hostPID", "hostIPC"}
	pod.spec[share]
}

deny contains sprintf("%s: volume %s must not be a folder of the node", [name, volume.name]) if {
	some volume in pod.spec.volumes
	volume.hostPath
}

deny contains sprintf("%s: volume %s needs a sizeLimit", [name, volume.name]) if {
	some volume in pod.spec.volumes
	volume.emptyDir
	not volume.emptyDir.sizeLimit
}

deny contains sprintf("%s: fsGroupChangePolicy must be OnRootMismatch, or large volumes start slowly", [name]) if {
	pod.spec.securityContext.fsGroup
	not pod.spec.securityContext.fsGroupChangePolicy == "OnRootMismatch"
}
