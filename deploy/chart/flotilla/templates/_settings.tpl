{{/* Environment variables of a service that are no secrets, as YAML. What the values say wins. */}}
{{- define "flotilla.settings" -}}
{{- $values := .root.Values }}
{{- $settings := dict
  "HOST" "0.0.0.0"
  "PORT" (include "flotilla.text" $values.ports.http)
  "ADMIN_PORT" (include "flotilla.text" $values.ports.admin)
  "DRAIN_DELAY_MS" (include "flotilla.text" .service.drainDelayMs)
  "DRAIN_TIMEOUT_MS" (include "flotilla.text" .service.drainTimeoutMs)
  "LOG_FORMAT" "json" }}
{{- if eq .service.scale "one" }}{{ $_ := set $settings "DATA_DIR" "/data" }}{{ end }}
{{- range .service.calls }}
{{- $_ := set $settings (printf "%s_URL" (upper .)) (include "flotilla.peerUrl" (dict "root" $.root "name" .)) }}
{{- end }}
{{- range $variable, $file := .service.configFiles }}
{{- $_ := set $settings $variable (printf "/config/%s/%s" $file.configMap $file.key) }}
{{- end }}
{{- if $values.tls.enabled }}
{{- $_ := set $settings "TLS_CERT_FILE" "/tls/tls.crt" }}
{{- $_ := set $settings "TLS_KEY_FILE" "/tls/tls.key" }}
{{- $_ := set $settings "TLS_CA_FILE" "/tls/ca.crt" }}
{{- if $values.tls.clientAuth }}{{ $_ := set $settings "TLS_CLIENT_CA_FILE" "/tls/ca.crt" }}{{ end }}
{{- end }}
{{- if $values.apiKeys.secretName }}{{ $_ := set $settings "API_KEYS_FILE" "/keys/api-keys" }}{{ end }}
{{- with $values.tracing.endpoint }}
{{- $_ := set $settings "OTEL_EXPORTER_OTLP_ENDPOINT" . }}
{{- $_ := set $settings "OTEL_TRACES_SAMPLER" "parentbased_traceidratio" }}
{{- $_ := set $settings "OTEL_TRACES_SAMPLER_ARG" (include "flotilla.text" $values.tracing.ratio) }}
{{- end }}
{{- range $from := list $values.settings .service.settings }}
{{- range $variable, $value := $from }}{{ $_ := set $settings $variable (include "flotilla.text" $value) }}{{ end }}
{{- end }}
{{- toYaml $settings }}
{{- end }}

{{/* A value as text: 10485760, which Helm has read as a float and would write as 1.048576e+07. */}}
{{- define "flotilla.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{/* All pods of a peer by their own addresses, so that callers see each, and pass over one that is unwell. */}}
{{- define "flotilla.peerUrl" -}}
{{ .root.Values.tls.enabled | ternary "https" "http" }}://{{ include "flotilla.name" (dict "root" .root "name" (printf "%s-pods" .name)) }}:{{ .root.Values.ports.http }}
{{- end }}

{{/* Environment variables of a service that hold secrets: what the values name, and the URLs of its stores. */}}
{{- define "flotilla.secretSettings" -}}
{{- range $variable, $secret := .service.secretSettings }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret.secretName }}
      key: {{ $secret.key }}
{{- end }}
{{- $stores := include "flotilla.stores" .root | fromYaml }}
{{- range $name := .service.stores }}
{{- $store := get $stores $name | required (printf "%s keeps things in %s, and there is no such store" $.name $name) }}
{{- if $store.enabled }}
- name: {{ upper $name }}_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "flotilla.storeSecret" (dict "root" $.root "name" $name "store" $store) }}
      key: password
- name: {{ upper $name }}_URL
  value: {{ include (printf "flotilla.store.%s.url" $name) (dict "host" (include "flotilla.name" (dict "root" $.root "name" $name)) "port" $store.port) }}
{{- else if $store.external.secretName }}
- name: {{ upper $name }}_URL
  valueFrom:
    secretKeyRef:
      name: {{ $store.external.secretName }}
      key: {{ $store.external.key }}
{{- else if not $store.isOptional }}
{{- fail (printf "%s keeps things in %s: enable stores.%s, or name a Secret with its URL in stores.%s.external.secretName" $.name $name $name $name) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Name of the Secret with the passwords of a store that runs here. */}}
{{- define "flotilla.storeSecret" -}}
{{ .store.secretName | default (include "flotilla.name" .) }}
{{- end }}

{{/* What that Secret holds, as YAML: the password of the services, and of who rules the server where that is somebody else. */}}
{{- define "flotilla.storeSecretKeys" -}}
{{- $own := include "flotilla.store.own" . | fromYaml }}
{{- empty $own.admin | ternary (list "password") (list "password" "admin-password") | toYaml }}
{{- end }}

{{/* Name of the Secret with a service's certificate; nothing without TLS. */}}
{{- define "flotilla.tlsSecret" -}}
{{- with .root.Values }}
{{- if .tls.enabled }}
{{- if .certManager.enabled }}{{ include "flotilla.name" (dict "root" $.root "name" (printf "%s-tls" $.name)) }}
{{- else }}{{ .tls.secretName | required "TLS needs tls.secretName, or certManager.enabled" }}{{ end }}
{{- end }}
{{- end }}
{{- end }}

{{/*
What the Secrets of a service's stores hold at the time of the release, so that an upgrade renews the pods when one has changed.
Secrets that are generated never do. Nothing where there is no cluster to look at.
*/}}
{{- define "flotilla.secretsChecksum" -}}
{{- $seen := list }}
{{- if not .root.Values.secrets.generate }}
{{- $stores := include "flotilla.stores" .root | fromYaml }}
{{- range $name := .service.stores }}
{{- $store := get $stores $name }}
{{- $secret := $store.enabled | ternary (include "flotilla.storeSecret" (dict "root" $.root "name" $name "store" $store)) $store.external.secretName }}
{{- with and $secret (lookup "v1" "Secret" $.root.Release.Namespace $secret) }}{{ $seen = append $seen .data }}{{ end }}
{{- end }}
{{- end }}
{{- if $seen }}{{ $seen | toYaml | sha256sum }}{{ end }}
{{- end }}
