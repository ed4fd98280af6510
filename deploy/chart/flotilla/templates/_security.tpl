{{/* What each pod may do: the Pod Security Standard "restricted", and less. */}}
{{- define "flotilla.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What each container may do. */}}
{{- define "flotilla.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/*
Requests and limits: "flotilla.resources" (dict "cpu" "50m" "memory" "96Mi" "memoryLimit" "256Mi"). CPU has no limit: one would
only delay. On a node's own disk there are a container's temporary files and its logs, of which the kubelet keeps 50 MiB.
*/}}
{{- define "flotilla.resources" -}}
resources:
  requests:
    cpu: {{ .cpu }}
    memory: {{ .memory }}
    ephemeral-storage: 64Mi
  limits:
    memory: {{ .memoryLimit }}
    ephemeral-storage: 1Gi
{{- end }}

{{/* Where pods go, and which go last. */}}
{{- define "flotilla.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
