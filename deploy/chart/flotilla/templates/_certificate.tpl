{{/* Of one service, for its names within the cluster and its identity among the others; three months, renewed after two. */}}
{{- define "flotilla.service.certificate" -}}
{{- $values := .root.Values -}}
{{- $name := include "flotilla.name" . -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  secretName: {{ $name }}-tls
  duration: 2160h
  renewBefore: 720h
  usages: [digital signature, server auth, client auth]
  privateKey:
    algorithm: ECDSA
    size: 256
    rotationPolicy: Always
  dnsNames:
    {{- range $host := list $name (printf "%s-pods" $name) }}
    - {{ $host }}
    - {{ $host }}.{{ $.root.Release.Namespace }}
    - {{ $host }}.{{ $.root.Release.Namespace }}.svc
    - {{ $host }}.{{ $.root.Release.Namespace }}.svc.cluster.local
    {{- end }}
    {{- with .service.certificateHosts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  uris:
    - spiffe://{{ $values.certManager.trustDomain }}/{{ .name }}
  issuerRef:
    {{- if $values.certManager.issuerRef }}
    {{- toYaml $values.certManager.issuerRef | nindent 4 }}
    {{- else }}
    kind: Issuer
    name: {{ include "flotilla.name" (dict "root" .root "name" "flotilla-ca") }}
    {{- end }}
{{- end }}
