{{/*
All objects of one store, the same for each: "flotilla.store" (dict "root" $ "name" "postgres" "component" "store" "store" $values).
What differs comes from `flotilla.store.<name>` in _stores.tpl.
*/}}
{{- define "flotilla.store" -}}
{{- $own := include "flotilla.store.own" . | fromYaml }}
{{- $context := merge (dict "own" $own) . }}
{{- $parts := list "account" "workload" "ports" "disruption" "policy" }}
{{- if $own.files }}{{ $parts = append $parts "files" }}{{ end }}
{{- if .store.backup.enabled }}{{ $parts = append $parts "backup" }}{{ end }}
{{- range $parts }}
---
{{ include (printf "flotilla.store.%s" .) $context }}
{{- end }}
{{- end }}

{{- define "flotilla.store.own" -}}
{{- $text := include (printf "flotilla.store.%s" .name) . }}
{{- with (fromYaml $text).Error }}{{ fail . }}{{ end }}
{{- $text }}
{{- end }}

{{- define "flotilla.store.account" -}}
{{ include "flotilla.account" . }}
{{- end }}

{{- define "flotilla.store.disruption" -}}
{{ include "flotilla.disruption" . }}
{{- end }}

{{- define "flotilla.store.files" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "flotilla.metadata" (merge (dict "as" (printf "%s-files" .name)) .) | nindent 2 }}
data:
  {{- toYaml .own.files | nindent 2 }}
{{- end }}

{{- define "flotilla.store.ports" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  clusterIP: None
  # There is one pod: whoever calls it finds out by himself whether it answers, as with any server that has one address.
  publishNotReadyAddresses: true
  selector:
    {{- include "flotilla.selector" . | nindent 4 }}
  ports:
    - name: {{ .name }}
      port: {{ .store.port }}
      targetPort: {{ .name }}
      appProtocol: tcp
{{- end }}

{{- define "flotilla.store.workload" -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  replicas: 1
  revisionHistoryLimit: 5
  serviceName: {{ include "flotilla.name" . }}
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: Retain
    whenScaled: Retain
  selector:
    matchLabels:
      {{- include "flotilla.selector" . | nindent 6 }}
  template:
    {{- include "flotilla.store.pod" . | nindent 4 }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        {{- include "flotilla.claim" .store.volume | nindent 8 }}
{{- end }}

{{- define "flotilla.store.pod" -}}
{{- $name := include "flotilla.name" . -}}
{{- $isSlow := not (empty .own.isSlow) -}}
metadata:
  labels:
    {{- include "flotilla.podLabels" . | nindent 4 }}
  annotations:
    checksum/files: {{ toYaml .own.files | sha256sum }}
    {{- with .store.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ $name }}
  {{- include "flotilla.podSecurity" .root | nindent 2 }}
  {{- with include "flotilla.placement" .store | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  terminationGracePeriodSeconds: 60
  containers:
    - name: {{ .name }}
      image: {{ .store.image }}
      imagePullPolicy: {{ .store.pullPolicy }}
      {{- with .own.command }}
      command:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .own.args }}
      args:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- include "flotilla.containerSecurity" . | nindent 6 }}
      env:
        {{- include "flotilla.store.password" . | nindent 8 }}
        {{- if .own.admin }}
        - name: ADMIN_PASSWORD
          valueFrom:
            secretKeyRef:
              name: {{ include "flotilla.storeSecret" . }}
              key: admin-password
        {{- end }}
        {{- with .own.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: {{ .name }}
          containerPort: {{ .store.port }}
        {{- with .own.ports }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- /* A store may recover for long after a crash: it is left to it, for an hour. */}}
      startupProbe:
        {{- toYaml .own.ready | nindent 8 }}
        periodSeconds: {{ $isSlow | ternary 30 5 }}
        timeoutSeconds: {{ $isSlow | ternary 15 5 }}
        failureThreshold: {{ $isSlow | ternary 120 720 }}
      livenessProbe:
        {{- toYaml .own.live | nindent 8 }}
        periodSeconds: 20
        timeoutSeconds: 10
        failureThreshold: 6
      readinessProbe:
        {{- toYaml .own.ready | nindent 8 }}
        periodSeconds: {{ $isSlow | ternary 30 10 }}
        timeoutSeconds: {{ $isSlow | ternary 15 5 }}
        failureThreshold: 3
      {{- include "flotilla.resources" .store.resources | nindent 6 }}
      volumeMounts:
        - name: data
          mountPath: {{ .own.data | default "/data" }}
        - name: tmp
          mountPath: /tmp
        {{- range .own.writable }}
        - name: tmp
          mountPath: {{ . }}
          subPath: {{ trimPrefix "/" . | replace "/" "-" }}
        {{- end }}
        {{- if .own.files }}
        - name: files
          mountPath: {{ .own.filesAt | default "/files" }}
          readOnly: true
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: {{ .store.tmpSizeLimit }}
    {{- if .own.files }}
    - name: files
      configMap:
        name: {{ $name }}-files
    {{- end }}
    {{- if .store.backup.enabled }}
    {{- /* For the backup's pods, not for this one: it holds the volume on the node where the store is. */}}
    - name: backup
      persistentVolumeClaim:
        claimName: {{ $name }}-backup
    {{- end }}
{{- end }}

{{- define "flotilla.store.password" -}}
- name: PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "flotilla.storeSecret" . }}
      key: password
{{- end }}
