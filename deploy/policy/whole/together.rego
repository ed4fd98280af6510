# METADATA
# title: What the objects of one release keep to among each other
# description: Reads them all at once, by `conftest test --combine`.
package together

objects := [file.contents | some file in input]

of_kind(kind) := [object | some object in objects; object.kind == kind]

workloads := array.concat(of_kind("Deployment"), of_kind("StatefulSet"))

name(object) := sprintf("%s %s", [object.kind, object.metadata.name])

selects(selector, labels) if {
	every label, value in object.get(selector, "matchLabels", {}) {
		labels[label] == value
	}
}

policies_of(workload) := [policy |
	some policy in of_kind("NetworkPolicy")
	count(object.get(policy.spec.podSelector, "matchLabels", {})) > 0
	selects(policy.spec.podSelector, workload.spec.template.metadata.labels)
]

deny contains "nothing denies what nobody allows: a NetworkPolicy for all pods, in and out, without a rule" if {
	denials := [policy |
		some policy in of_kind("NetworkPolicy")
		policy.spec.podSelector == {}
		{"Ingress", "Egress"} == {type | some type in policy.spec.policyTypes}
		not policy.spec.ingress
		not policy.spec.egress
	]
	count(denials) == 0
}

deny contains sprintf("%s: no NetworkPolicy says who may call it", [name(workload)]) if {
	some workload in workloads
	count([policy | some policy in policies_of(workload); policy.spec.ingress]) == 0
}

deny contains sprintf("%s: no PodDisruptionBudget is for it", [name(workload)]) if {
	some workload in workloads
	budgets := [budget |
		some budget in of_kind("PodDisruptionBudget")
		selects(budget.spec.selector, workload.spec.template.metadata.labels)
	]
	count(budgets) != 1
}

deny contains sprintf("%s: the number of its pods is its autoscaler's to say", [name(workload)]) if {
	some workload in of_kind("Deployment")
	some autoscaler in of_kind("HorizontalPodAutoscaler")
	autoscaler.spec.scaleTargetRef.name == workload.metadata.name
	workload.spec.replicas
}

deny contains sprintf("%s: %s is no Deployment here", [name(autoscaler), target]) if {
	some autoscaler in of_kind("HorizontalPodAutoscaler")
	target := autoscaler.spec.scaleTargetRef.name
	not target in {workload.metadata.name | some workload in of_kind("Deployment")}
}

deny contains sprintf("%s: nothing that it selects has the port %s", [name(service), port.targetPort]) if {
	some service in of_kind("Service")
	some port in service.spec.ports
	named := {container_port.name |
		some workload in workloads
		selects({"matchLabels": service.spec.selector}, workload.spec.template.metadata.labels)
		some container in workload.spec.template.spec.containers
		some container_port in container.ports
	}
	not port.targetPort in named
}

deny contains sprintf("%s: there is no ServiceAccount %s", [name(workload), account]) if {
	some workload in workloads
	account := workload.spec.template.spec.serviceAccountName
	not account in {object.metadata.name | some object in of_kind("ServiceAccount")}
}

deny contains sprintf("%s: there is no ConfigMap %s", [name(workload), wanted]) if {
	some workload in workloads
	some wanted in config_maps_of(workload.spec.template.spec)
	not wanted in {object.metadata.name | some object in of_kind("ConfigMap")}
}

config_maps_of(spec) := from_volumes | from_environment if {
	from_volumes := {volume.configMap.name | some volume in spec.volumes}
	from_environment := {source.configMapRef.name |
		some container in spec.containers
		some source in container.envFrom
	}
}

# Most classes give out a volume when a pod wants it, and `helm --wait` waits for that: a CronJob's pod comes at night.
deny contains sprintf("%s: no pod takes it from the first moment on", [name(claim)]) if {
	some claim in of_kind("PersistentVolumeClaim")
	taken := {volume.persistentVolumeClaim.claimName |
		some workload in workloads
		some volume in workload.spec.template.spec.volumes
	}
	not claim.metadata.name in taken
}

# A pod is told to end, says that it is not ready, waits until nobody calls it any more, and finishes what it has begun.
deny contains sprintf("%s: has %v s to end, and %v ms to drain", [name(workload), grace, drain]) if {
	some workload in of_kind("Deployment")
	grace := workload.spec.template.spec.terminationGracePeriodSeconds
	some container in workload.spec.template.spec.containers
	some source in container.envFrom
	some settings in of_kind("ConfigMap")
	settings.metadata.name == source.configMapRef.name
	drain := to_number(settings.data.DRAIN_DELAY_MS) + to_number(settings.data.DRAIN_TIMEOUT_MS)
	grace * 1000 <= drain
}

deny contains sprintf("%s: there is no Service %s with a port %s", [name(ingress), backend.name, backend.port.name]) if {
	some ingress in of_kind("Ingress")
	some rule in ingress.spec.rules
	some path in rule.http.paths
	backend := path.backend.service
	services := {service.metadata.name |
		some service in of_kind("Service")
		some port in service.spec.ports
		port.name == backend.port.name
	}
	not backend.name in services
}
