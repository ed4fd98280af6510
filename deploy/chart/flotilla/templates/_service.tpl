{{/*
All objects of one service, the same for each: "flotilla.service" (dict "root" $ "name" "hello" "component" "service" "service" $values).
*/}}
{{- define "flotilla.service" -}}
{{- $parts := list "account" "settings" "workload" "ports" "disruption" "policy" }}
{{- if eq .service.scale "many" }}
{{- if .service.autoscaling.enabled }}{{ $parts = append $parts "autoscaler" }}{{ end }}
{{- end }}
{{- if .service.verticalPodAutoscaler }}{{ $parts = append $parts "recommender" }}{{ end }}
{{- if .root.Values.certManager.enabled }}{{ $parts = append $parts "certificate" }}{{ end }}
{{- range $parts }}
---
{{ include (printf "flotilla.service.%s" .) $ }}
{{- end }}
{{- end }}

{{- define "flotilla.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "flotilla.service.account" -}}
{{ include "flotilla.account" . }}
{{- end }}

{{- define "flotilla.service.settings" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "flotilla.metadata" (merge (dict "as" (printf "%s-settings" .name)) .) | nindent 2 }}
data:
  {{- include "flotilla.settings" . | nindent 2 }}
{{- end }}

{{- define "flotilla.service.workload" -}}
{{- $isOne := eq .service.scale "one" -}}
apiVersion: apps/v1
kind: {{ $isOne | ternary "StatefulSet" "Deployment" }}
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  revisionHistoryLimit: 5
  {{- if $isOne }}
  replicas: 1
  serviceName: {{ include "flotilla.name" (dict "root" .root "name" (printf "%s-pods" .name)) }}
  {{- else }}
  {{- if not .service.autoscaling.enabled }}
  replicas: {{ .service.replicas }}
  {{- end }}
  progressDeadlineSeconds: 300
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  {{- end }}
  selector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
  template:
    {{- include "flotilla.pod" . | nindent 4 }}
  {{- if $isOne }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        {{- include "flotilla.claim" .service.volume | nindent 8 }}
  {{- end }}
{{- end }}

{{/* What is asked of a volume: "flotilla.claim" (dict "size" "1Gi" "storageClassName" ""). */}}
{{- define "flotilla.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .storageClassName }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end }}

{{- define "flotilla.service.ports" -}}
{{- $scheme := .root.Values.tls.enabled | ternary "https" "http" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
  {{- with .service.serviceAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .service.serviceType }}
  selector:
    {{- include "flotilla.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
      appProtocol: {{ $scheme }}
    - name: grpc
      port: 50051
      targetPort: http
      appProtocol: {{ .root.Values.tls.enabled | ternary "https" "kubernetes.io/h2c" }}
    - name: metrics
      port: {{ .root.Values.ports.admin }}
      targetPort: metrics
      appProtocol: http
---
apiVersion: v1
kind: Service
metadata:
  {{- include "flotilla.metadata" (merge (dict "as" (printf "%s-pods" .name)) .) | nindent 2 }}
spec:
  clusterIP: None
  selector:
    {{- include "flotilla.selector" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .root.Values.ports.http }}
      targetPort: http
      appProtocol: {{ $scheme }}
{{- end }}

{{/* One pod at a time, and a broken one whenever a node has to go. */}}
{{- define "flotilla.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
{{- end }}

{{- define "flotilla.service.disruption" -}}
{{ include "flotilla.disruption" . }}
{{- end }}
