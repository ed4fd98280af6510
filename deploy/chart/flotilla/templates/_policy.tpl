{{/*
Who may talk to whom. All is denied first (network-policies.yaml); each component lets in who calls it, and lets itself out to
whom it calls, as the manifest says.
*/}}
{{- define "flotilla.service.policy" -}}
{{- if .root.Values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- /* A rule that names nobody would let in everybody. */}}
  {{- $http := include "flotilla.service.callers" . | trim }}
  {{- $metrics := include "flotilla.service.readers" . | trim }}
  {{- if or $http $metrics }}
  ingress:
    {{- with $http }}
    - from:
        {{- . | nindent 8 }}
      ports:
        - port: http
    {{- end }}
    {{- with $metrics }}
    - from:
        {{- . | nindent 8 }}
      ports:
        - port: metrics
    {{- end }}
  {{- end }}
  {{- with include "flotilla.service.egress" . | trim }}
  egress:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Who calls a service: its peers, gateways if it is public, and `helm test`. */}}
{{- define "flotilla.service.callers" -}}
{{- range $name, $service := include "flotilla.services" .root | fromYaml }}
{{- if has $.name $service.calls }}
{{- include "flotilla.pods" (dict "root" $.root "name" $name) }}
{{- end }}
{{- end }}
{{- include "flotilla.testPods" . }}
{{- if .service.isPublic }}{{ include "flotilla.namespaces" .root.Values.networkPolicy.gatewayNamespaces }}{{ end }}
{{- end }}

{{/* Who reads a service's health and metrics. */}}
{{- define "flotilla.service.readers" -}}
{{- include "flotilla.testPods" . }}
{{- include "flotilla.namespaces" .root.Values.networkPolicy.monitoringNamespaces }}
{{- end }}

{{- define "flotilla.testPods" -}}
{{- if .root.Values.tests.enabled }}{{ include "flotilla.pods" (dict "root" .root "name" "test") }}{{ end }}
{{- end }}

{{/* The pods of a component, as a peer of a NetworkPolicy. */}}
{{- define "flotilla.pods" }}
- podSelector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
{{- end }}

{{/* Whom a service calls: its peers, its stores, and who collects spans. */}}
{{- define "flotilla.service.egress" -}}
{{- $values := .root.Values }}
{{- $stores := include "flotilla.stores" .root | fromYaml }}
{{- range .service.calls }}
- to:
    {{- include "flotilla.pods" (dict "root" $.root "name" .) | trim | nindent 4 }}
  ports:
    - port: {{ $values.ports.http }}
{{- end }}
{{- range .service.stores }}
{{- $store := get $stores . }}
{{- if or $store.enabled $store.external.secretName }}
- ports:
    - port: {{ $store.port }}
  {{- /* A store elsewhere may be anywhere. */}}
  {{- if $store.enabled }}
  to:
    {{- include "flotilla.pods" (dict "root" $.root "name" .) | trim | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- $collectors := include "flotilla.namespaces" $values.networkPolicy.monitoringNamespaces | trim }}
{{- if and $values.tracing.endpoint $collectors }}
- to:
    {{- $collectors | nindent 4 }}
  ports:
    - port: {{ include "flotilla.tracingPort" .root }}
{{- end }}
{{- end }}

{{/* All pods of these namespaces, as peers of a NetworkPolicy. */}}
{{- define "flotilla.namespaces" -}}
{{- range . }}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
{{- end }}
{{- end }}

{{- define "flotilla.tracingPort" -}}
{{- $url := urlParse .Values.tracing.endpoint -}}
{{- regexFind "[0-9]+$" $url.host | default (eq $url.scheme "https" | ternary "443" "80") }}
{{- end }}

{{- define "flotilla.store.policy" -}}
{{- if .root.Values.networkPolicy.enabled -}}
{{- $users := list (printf "%s-backup" .name) -}}
{{- range $name, $service := include "flotilla.services" .root | fromYaml }}
{{- if has $.name $service.stores }}{{ $users = append $users $name }}{{ end }}
{{- end -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- range $users }}
        {{- include "flotilla.pods" (dict "root" $.root "name" .) | trim | nindent 8 }}
        {{- end }}
      ports:
        - port: {{ .name }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "flotilla.metadata" (dict "root" .root "name" (printf "%s-backup" .name) "component" "backup") | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "flotilla.selector" (dict "root" .root "name" (printf "%s-backup" .name)) | nindent 6 }}
  policyTypes: [Ingress, Egress]
  egress:
    - to:
        {{- include "flotilla.pods" . | trim | nindent 8 }}
      ports:
        - port: {{ .store.port }}
{{- end }}
{{- end }}
