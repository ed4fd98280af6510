// What of a cluster is the fleet's is told by a label, which the chart gives to all that it makes: names say nothing, since
// others have a `users`, too, and a prefix may stand before ours. A namespace is for one fleet (docs/decisions/chart.md), so
// whatever else is in there counts as well: pods, volumes, backups.

/** Labels of workloads that kube-state-metrics has to be told to show; without a list it shows none. */
export const shownLabels = ["name", "part-of", "component"].map((name) => `app.kubernetes.io/${name}`);

/** Picks series of the family `kube_…_labels` that are of the fleet. */
export const ofFleet = 'label_app_kubernetes_io_part_of="flotilla"';

/** What an expression with a label `namespace` ends in, to be of namespaces in which the fleet is. */
export const inFleet = `and on (namespace) {__name__=~"kube_(deployment|statefulset)_labels", ${ofFleet}}`;
