{{/* What all Ingresses have in common: "flotilla.ingress" (dict "root" $ "name" "flotilla" "host" … "annotations" … "paths" (list (dict "path" … "pathType" … "service" … "port" …))). */}}
{{- define "flotilla.ingress" -}}
{{- with .root.Values.ingress -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "flotilla.metadata" (dict "root" $.root "name" $.name "component" "gateway") | nindent 2 }}
  {{- with $.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .tlsSecretName }}
  tls:
    - hosts: [{{ $.host }}]
      secretName: {{ . }}
  {{- end }}
  rules:
    - host: {{ $.host }}
      http:
        paths:
          {{- range $.paths }}
          - path: {{ .path }}
            pathType: {{ .pathType }}
            backend:
              service:
                name: {{ include "flotilla.name" (dict "root" $.root "name" .service) }}
                port:
                  name: {{ .port }}
          {{- end }}
{{- end }}
{{- end }}

{{/* Public services that are enabled, as YAML. */}}
{{- define "flotilla.publicServices" -}}
{{- $public := dict }}
{{- range $name, $service := include "flotilla.services" . | fromYaml }}
{{- if $service.isPublic }}{{ $_ := set $public $name $service }}{{ end }}
{{- end }}
{{- toYaml $public }}
{{- end }}

{{/* Annotations of what lets callers in: the caller's own, and Kong's plugins. */}}
{{- define "flotilla.gatewayAnnotations" -}}
{{- $annotations := deepCopy .annotations }}
{{- with include "flotilla.kong.plugins" .root | fromYamlArray }}
{{- $_ := set $annotations "konghq.com/plugins" (join "," .) }}
{{- end }}
{{- toYaml $annotations }}
{{- end }}

{{/* Names of Kong's plugins that callers pass, in the order of the values, as YAML. */}}
{{- define "flotilla.kong.plugins" -}}
{{- $plugins := list }}
{{- with .Values.kong }}
{{- if and .enabled .keyAuth }}{{ $plugins = append $plugins (include "flotilla.name" (dict "root" $ "name" "key-auth")) }}{{ end }}
{{- if and .enabled .rateLimit.perMinute }}{{ $plugins = append $plugins (include "flotilla.name" (dict "root" $ "name" "rate-limiting")) }}{{ end }}
{{- end }}
{{- toYaml $plugins }}
{{- end }}
