# A pod that keeps to everything, and one violation of each rule planted into it.
package planted_test

import data.containers
import data.objects
import data.pods

labels := {sprintf("app.kubernetes.io/%s", [label]): "x" |
	some label in ["name", "instance", "component", "part-of", "version", "managed-by"]
}

good := {
	"kind": "Deployment",
	"metadata": {"name": "hello", "namespace": "flotilla", "labels": labels},
	"spec": {"template": {"spec": {
		"serviceAccountName": "hello",
		"automountServiceAccountToken": false,
		"enableServiceLinks": false,
		"securityContext": {"fsGroup": 65532, "fsGroupChangePolicy": "OnRootMismatch"},
		"volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
		"containers": [{
			"name": "hello",
			"image": "ghcr.io/flotilla-services/flotilla:1.2.3",
			"env": [
				{"name": "NATS_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "nats", "key": "password"}}},
				{"name": "NATS_URL", "value": "nats://flotilla:$(NATS_PASSWORD)@nats:4222"},
			],
			"securityContext": {
				"allowPrivilegeEscalation": false,
				"readOnlyRootFilesystem": true,
				"runAsNonRoot": true,
				"runAsUser": 65532,
				"capabilities": {"drop": ["ALL"]},
				"seccompProfile": {"type": "RuntimeDefault"},
			},
			"resources": {
				"requests": {"cpu": "50m", "memory": "96Mi", "ephemeral-storage": "64Mi"},
				"limits": {"memory": "256Mi", "ephemeral-storage": "1Gi"},
			},
			"startupProbe": {"httpGet": {"path": "/healthz"}},
			"livenessProbe": {"httpGet": {"path": "/healthz"}},
			"readinessProbe": {"httpGet": {"path": "/readyz"}},
		}],
	}}},
}

spec := "/spec/template/spec"

container := "/spec/template/spec/containers/0"

with_value(path, value) := json.patch(good, [{"op": "add", "path": path, "value": value}])

without(path) := json.patch(good, [{"op": "remove", "path": path}])

complaints(object) := all if {
	all := (pods.deny | containers.deny) | objects.deny with input as object
}

refuses(object, words) if {
	some complaint in complaints(object)
	contains(complaint, words)
	count(complaints(object)) == 1
}

test_has_nothing_against_a_good_pod if complaints(good) == set()

test_refuses_a_token if refuses(without(concat("", [spec, "/automountServiceAccountToken"])), "automount")

test_refuses_service_links if refuses(without(concat("", [spec, "/enableServiceLinks"])), "enableServiceLinks")

test_refuses_a_shared_account if refuses(without(concat("", [spec, "/serviceAccountName"])), "service account of its own")

test_refuses_the_network_of_the_node if refuses(with_value(concat("", [spec, "/hostNetwork"]), true), "hostNetwork")

test_refuses_folders_of_the_node if {
	refuses(with_value(concat("", [spec, "/volumes/-"]), {"name": "root", "hostPath": {"path": "/"}}), "folder of the node")
}

test_refuses_a_volume_without_bound if {
	refuses(with_value(concat("", [spec, "/volumes/-"]), {"name": "any", "emptyDir": {"medium": "Memory"}}), "sizeLimit")
}

test_refuses_slow_starts if refuses(without(concat("", [spec, "/securityContext/fsGroupChangePolicy"])), "OnRootMismatch")

test_refuses_escalation if refuses(without(concat("", [container, "/securityContext/allowPrivilegeEscalation"])), "allowPriv")

test_refuses_a_writable_root if refuses(without(concat("", [container, "/securityContext/readOnlyRootFilesystem"])), "readOnly")

test_refuses_root if refuses(with_value(concat("", [container, "/securityContext/runAsUser"]), 0), "above 10000")

test_refuses_whoever_may_be_root if refuses(without(concat("", [container, "/securityContext/runAsNonRoot"])), "runAsNonRoot")

test_refuses_kept_capabilities if {
	refuses(with_value(concat("", [container, "/securityContext/capabilities/drop"]), ["NET_RAW"]), "dropped")
}

test_refuses_more_capabilities if {
	refuses(with_value(concat("", [container, "/securityContext/capabilities/add"]), ["NET_ADMIN"]), "may be added")
}

test_refuses_any_system_call if refuses(without(concat("", [container, "/securityContext/seccompProfile"])), "seccomp")

test_refuses_images_without_version if {
	every image in {"flotilla", "flotilla:latest", "flotilla:stable", "registry:5000/flotilla"} {
		refuses(with_value(concat("", [container, "/image"]), image), "needs a version")
	}
}

test_takes_a_digest_beside_the_version if {
	digest := crypto.sha256("image")
	complaints(with_value(concat("", [container, "/image"]), sprintf("flotilla:1.2.3@sha256:%s", [digest]))) == set()
}

test_refuses_who_asks_for_nothing if refuses(without(concat("", [container, "/resources/requests/cpu"])), "must ask for cpu")

test_refuses_memory_without_bound if refuses(without(concat("", [container, "/resources/limits/memory"])), "limit of memory")

test_refuses_a_bound_on_cpu if refuses(with_value(concat("", [container, "/resources/limits/cpu"]), "1"), "only delays")

test_refuses_who_is_not_probed if refuses(without(concat("", [container, "/startupProbe"])), "needs a startupProbe")

test_refuses_to_kill_for_readiness if {
	refuses(with_value(concat("", [container, "/livenessProbe/httpGet/path"]), "/readyz"), "must not be killed")
}

test_refuses_a_password if {
	refuses(with_value(concat("", [container, "/env/0"]), {"name": "NATS_PASSWORD", "value": "1234"}), "a secret stands in")
}

test_refuses_a_password_in_a_url if {
	variable := {"name": "MONGO_URL", "value": "mongodb://flotilla:1234@mongo:27017"}
	refuses(with_value(concat("", [container, "/env/1"]), variable), "a secret stands in MONGO_URL")
}

test_refuses_an_object_without_labels if {
	refuses(without("/metadata/labels/app.kubernetes.io~1version"), "label version")
}

test_refuses_an_object_without_namespace if refuses(without("/metadata/namespace"), "needs a namespace")

metadata := {"name": "x", "namespace": "flotilla", "labels": labels}

planted := {
	"restricted": {"kind": "Namespace", "metadata": {"name": "x", "labels": {}}},
	"never shipped": {"kind": "Secret", "metadata": metadata},
	"nobody needs a role": {"kind": "Role", "metadata": metadata},
	"hands a token": {"kind": "ServiceAccount", "metadata": metadata},
	"by appProtocol": {"kind": "Service", "metadata": metadata, "spec": {"selector": labels, "ports": [{"name": "http"}]}},
	"past the gateway": {"kind": "Service", "metadata": metadata, "spec": {"selector": labels, "type": "NodePort"}},
	"selects no pods": {
		"kind": "Service",
		"metadata": metadata,
		"spec": {"selector": {"app.kubernetes.io/name": "x"}},
	},
	"lets in everybody": {"kind": "NetworkPolicy", "metadata": metadata, "spec": {"ingress": [{"ports": [{"port": 80}]}]}},
	"lets out everything": {"kind": "NetworkPolicy", "metadata": metadata, "spec": {"egress": [{}]}},
	"headers only": {
		"kind": "KongPlugin",
		"metadata": metadata,
		"plugin": "key-auth",
		"config": {"key_in_query": true, "key_in_body": false},
	},
}

test_refuses_each_planted_object if {
	every words, object in planted {
		refuses(object, words)
	}
}

test_looks_into_cron_jobs if {
	job := {
		"kind": "CronJob",
		"metadata": metadata,
		"spec": {"jobTemplate": {"spec": {"template": {"spec": object.union(
			good.spec.template.spec,
			{"hostPID": true},
		)}}}},
	}
	refuses(job, "hostPID")
}
