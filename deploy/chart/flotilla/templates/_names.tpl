{{/* Name of an object: "flotilla.name" (dict "root" $ "name" "hello"). */}}
{{- define "flotilla.name" -}}
{{ .root.Values.namePrefix }}{{ .name }}
{{- end }}

{{/* What tells the pods of a component from all others; never changes in the life of a release. */}}
{{- define "flotilla.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* Labels of a pod: none that changes with each release, so that only what differs is rolled out. */}}
{{- define "flotilla.podLabels" -}}
{{ include "flotilla.selector" . }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: flotilla
{{- end }}

{{/* Labels of every object, by Kubernetes' recommendation: "flotilla.labels" (dict "root" $ "name" "hello" "component" "service"). */}}
{{- define "flotilla.labels" -}}
{{ include "flotilla.podLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name, namespace and labels of an object; "name" is the component's, "as" the object's where it differs. */}}
{{- define "flotilla.metadata" -}}
name: {{ include "flotilla.name" (dict "root" .root "name" (.as | default .name)) }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "flotilla.labels" . | nindent 2 }}
{{- end }}

{{/* The one image of all services. */}}
{{- define "flotilla.image" -}}
{{- with .Values.image -}}
{{ .registry }}/{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}
{{- end }}

{{/* The services that are enabled, each with what it shares with the others, as YAML. */}}
{{- define "flotilla.services" -}}
{{- $enabled := dict }}
{{- range $name, $own := .Values.services }}
{{- $service := mustMergeOverwrite (deepCopy $.Values.serviceDefaults) (deepCopy $own) }}
{{- if $service.enabled }}{{ $_ := set $enabled $name $service }}{{ end }}
{{- end }}
{{- toYaml $enabled }}
{{- end }}

{{/* All stores, each with what it shares with the others, as YAML. */}}
{{- define "flotilla.stores" -}}
{{- $all := dict }}
{{- range $name, $own := .Values.stores }}
{{- $_ := set $all $name (mustMergeOverwrite (deepCopy $.Values.storeDefaults) (deepCopy $own)) }}
{{- end }}
{{- toYaml $all }}
{{- end }}
