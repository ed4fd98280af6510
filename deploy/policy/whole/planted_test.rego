# A release that fits together, and one misfit of each kind planted into it.
package planted_test

import data.together

selector := {"matchLabels": {"app.kubernetes.io/name": "hello"}}

good := {
	"denial": {"kind": "NetworkPolicy", "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}},
	"policy": {"kind": "NetworkPolicy", "spec": {"podSelector": selector, "ingress": [{"ports": [{"port": "http"}]}]}},
	"budget": {"kind": "PodDisruptionBudget", "spec": {"selector": selector}},
	"account": {"kind": "ServiceAccount", "metadata": {"name": "hello"}},
	"settings": {
		"kind": "ConfigMap",
		"metadata": {"name": "hello-settings"},
		"data": {"DRAIN_DELAY_MS": "5000", "DRAIN_TIMEOUT_MS": "5000"},
	},
	"service": {
		"kind": "Service",
		"metadata": {"name": "hello"},
		"spec": {"selector": selector.matchLabels, "ports": [{"name": "http", "targetPort": "http"}]},
	},
	"claim": {"kind": "PersistentVolumeClaim", "metadata": {"name": "backup"}},
	"autoscaler": {
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "hello"},
		"spec": {"scaleTargetRef": {"name": "hello"}},
	},
	"ingress": {
		"kind": "Ingress",
		"metadata": {"name": "flotilla"},
		"spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "hello", "port": {"name": "http"}}}}]}}]},
	},
	"workload": {
		"kind": "Deployment",
		"metadata": {"name": "hello"},
		"spec": {"template": {
			"metadata": {"labels": selector.matchLabels},
			"spec": {
				"serviceAccountName": "hello",
				"terminationGracePeriodSeconds": 30,
				"volumes": [
					{"name": "config", "configMap": {"name": "hello-settings"}},
					{"name": "backup", "persistentVolumeClaim": {"claimName": "backup"}},
				],
				"containers": [{
					"ports": [{"name": "http"}],
					"envFrom": [{"configMapRef": {"name": "hello-settings"}}],
				}],
			},
		}},
	},
}

complaints(objects) := all if {
	all := together.deny with input as [{"contents": object} | some object in objects]
}

refuses(objects, words) if {
	some complaint in complaints(objects)
	contains(complaint, words)
	count(complaints(objects)) == 1
}

without(name) := object.remove(good, [name])

changed(path, value) := json.patch(good, [{"op": "add", "path": path, "value": value}])

test_has_nothing_against_a_good_release if complaints(good) == set()

test_wants_a_denial if refuses(without("denial"), "nothing denies")

test_takes_a_denial_with_rules_for_none if refuses(changed("/denial/spec/egress", [{}]), "nothing denies")

test_wants_a_policy_for_each if refuses(without("policy"), "who may call it")

test_wants_a_budget_for_each if refuses(without("budget"), "no PodDisruptionBudget")

test_wants_accounts if refuses(without("account"), "no ServiceAccount hello")

test_wants_config_maps if refuses(without("settings"), "no ConfigMap hello-settings")

test_leaves_replicas_to_the_autoscaler if refuses(changed("/workload/spec/replicas", 2), "autoscaler's to say")

test_wants_something_to_scale if refuses(changed("/autoscaler/spec/scaleTargetRef/name", "gone"), "gone is no Deployment")

test_wants_ports_that_exist if refuses(changed("/service/spec/ports/0/targetPort", "grpc"), "has the port grpc")

test_wants_claims_that_are_taken if refuses(changed("/claim/metadata/name", "lost"), "no pod takes it")

test_wants_time_to_drain if refuses(changed("/settings/data/DRAIN_DELAY_MS", "25000"), "to drain")

test_wants_services_behind_an_ingress if {
	refuses(changed("/ingress/spec/rules/0/http/paths/0/backend/service/name", "gone"), "no Service gone")
}
