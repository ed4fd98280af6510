{{/* The pod of a service. */}}
{{- define "flotilla.pod" -}}
{{- $values := .root.Values -}}
{{- $tls := include "flotilla.tlsSecret" . -}}
metadata:
  labels:
    {{- include "flotilla.podLabels" . | nindent 4 }}
    {{- with .service.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/settings: {{ include "flotilla.settings" . | sha256sum }}
    {{- with include "flotilla.secretsChecksum" . }}
    checksum/secrets: {{ . }}
    {{- end }}
    {{- if $values.metrics.annotations }}
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ $values.ports.admin | quote }}
    prometheus.io/path: /metrics
    {{- end }}
    {{- with .service.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "flotilla.name" . }}
  {{- include "flotilla.podSecurity" .root | nindent 2 }}
  {{- with include "flotilla.placement" .service | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- /* To look away, to finish what is in flight, and to close. */}}
  terminationGracePeriodSeconds: {{ add (div (add .service.drainDelayMs .service.drainTimeoutMs) 1000) 20 }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "flotilla.selector" $ | nindent 10 }}
    {{- end }}
  containers:
    - name: {{ .name }}
      image: {{ include "flotilla.image" .root }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      args: [{{ .name }}]
      {{- include "flotilla.containerSecurity" . | nindent 6 }}
      envFrom:
        - configMapRef:
            name: {{ include "flotilla.name" (dict "root" .root "name" (printf "%s-settings" .name)) }}
      {{- with include "flotilla.secretSettings" . | trim }}
      env:
        {{- . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ $values.ports.http }}
        - name: metrics
          containerPort: {{ $values.ports.admin }}
      {{- include "flotilla.probes" . | nindent 6 }}
      {{- include "flotilla.resources" .service.resources | nindent 6 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
        {{- if eq .service.scale "one" }}
        - name: data
          mountPath: /data
        {{- end }}
        {{- range include "flotilla.configMapsOf" . | fromYamlArray }}
        - name: {{ . }}
          mountPath: /config/{{ . }}
          readOnly: true
        {{- end }}
        {{- if $tls }}
        - name: tls
          mountPath: /tls
          readOnly: true
        {{- end }}
        {{- if $values.apiKeys.secretName }}
        - name: api-keys
          mountPath: /keys
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: {{ .service.tmpSizeLimit }}
    {{- range include "flotilla.configMapsOf" . | fromYamlArray }}
    - name: {{ . }}
      configMap:
        name: {{ include "flotilla.name" (dict "root" $.root "name" .) }}
    {{- end }}
    {{- if $tls }}
    - name: tls
      secret:
        secretName: {{ $tls }}
        defaultMode: 0440
    {{- end }}
    {{- with $values.apiKeys.secretName }}
    - name: api-keys
      secret:
        secretName: {{ . }}
        defaultMode: 0440
    {{- end }}
{{- end }}

{{/* A start may take a minute, since files are loaded. A store that is away takes the pod out of rotation, and kills nobody. */}}
{{- define "flotilla.probes" -}}
startupProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 1
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /healthz
    port: metrics
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /readyz
    port: metrics
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end }}

{{/* Names of the ConfigMaps that a service has files of, each once, as YAML. */}}
{{- define "flotilla.configMapsOf" -}}
{{- $names := list }}
{{- range .service.configFiles }}{{ $names = append $names .configMap }}{{ end }}
{{- $names | uniq | sortAlpha | toYaml }}
{{- end }}
