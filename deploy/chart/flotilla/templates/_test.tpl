{{/* What the containers of `helm test` have in common. */}}
{{- define "flotilla.test.container" -}}
image: {{ include "flotilla.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{ include "flotilla.containerSecurity" . }}
{{ include "flotilla.resources" (dict "cpu" "10m" "memory" "64Mi" "memoryLimit" "128Mi") }}
{{- end }}
