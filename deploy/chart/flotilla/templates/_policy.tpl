{{/*
Who may talk to whom. All is denied first (network-policies.yaml); each component lets in who calls it, and lets itself out to
whom it calls, as the manifest says.
*/}}
{{- define "flotilla.service.policy" -}}
{{- if .root.Values.networkPolicy.enabled -}}
{{- $values := .root.Values -}}
{{- $stores := include "flotilla.stores" .root | fromYaml -}}
{{- $callers := list -}}
{{- range $name, $service := include "flotilla.services" .root | fromYaml }}
{{- if has $.name $service.calls }}{{ $callers = append $callers $name }}{{ end }}
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
        - podSelector:
            matchLabels:
              {{- include "flotilla.selector" (dict "root" .root "name" "test") | nindent 14 }}
        {{- range $callers }}
        - podSelector:
            matchLabels:
              {{- include "flotilla.selector" (dict "root" $.root "name" .) | nindent 14 }}
        {{- end }}
        {{- if .service.isPublic }}
        {{- include "flotilla.namespaces" $values.networkPolicy.gatewayNamespaces | trim | nindent 8 }}
        {{- end }}
      ports:
        - port: http
    - from:
        - podSelector:
            matchLabels:
              {{- include "flotilla.selector" (dict "root" .root "name" "test") | nindent 14 }}
        {{- include "flotilla.namespaces" $values.networkPolicy.monitoringNamespaces | trim | nindent 8 }}
      ports:
        - port: metrics
  {{- with include "flotilla.service.egress" . | trim }}
  egress:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Whom a service calls: its peers, its stores, and who collects spans. */}}
{{- define "flotilla.service.egress" -}}
{{- $values := .root.Values }}
{{- $stores := include "flotilla.stores" .root | fromYaml }}
{{- range .service.calls }}
- to:
    - podSelector:
        matchLabels:
          {{- include "flotilla.selector" (dict "root" $.root "name" .) | nindent 10 }}
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
    - podSelector:
        matchLabels:
          {{- include "flotilla.selector" (dict "root" $.root "name" .) | nindent 10 }}
  {{- end }}
{{- end }}
{{- end }}
{{- if $values.tracing.endpoint }}
- to:
    {{- include "flotilla.namespaces" $values.networkPolicy.monitoringNamespaces | trim | nindent 4 }}
  ports:
    - port: {{ include "flotilla.tracingPort" .root }}
{{- end }}
{{- end }}

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
        - podSelector:
            matchLabels:
              {{- include "flotilla.selector" (dict "root" $.root "name" .) | nindent 14 }}
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
        - podSelector:
            matchLabels:
              {{- include "flotilla.selector" . | nindent 14 }}
      ports:
        - port: {{ .store.port }}
{{- end }}
{{- end }}
