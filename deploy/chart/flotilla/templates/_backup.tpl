{{/* A copy of a store each night, on a volume of its own that the store's pod holds; what is older goes. A Job of it with RESTORE=<file> takes one back. */}}
{{- define "flotilla.store.backup" -}}
{{- $name := printf "%s-backup" .name -}}
{{- $own := .own.backup -}}
{{- $context := dict "root" .root "name" $name "component" "backup" -}}
{{ include "flotilla.account" $context }}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  {{- include "flotilla.metadata" $context | nindent 2 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  {{- include "flotilla.claim" (merge (dict "size" .store.backup.size) .store.volume) | nindent 2 }}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "flotilla.metadata" $context | nindent 2 }}
spec:
  schedule: {{ .store.backup.schedule | quote }}
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 7200
      template:
        metadata:
          labels:
            {{- include "flotilla.podLabels" $context | nindent 12 }}
        spec:
          serviceAccountName: {{ include "flotilla.name" $context }}
          restartPolicy: Never
          {{- include "flotilla.podSecurity" .root | nindent 10 }}
          {{- include "flotilla.placement" (omit .store "affinity") | trim | nindent 10 }}
          # Where the store is: a volume is attached to one node.
          affinity:
            podAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                - topologyKey: kubernetes.io/hostname
                  labelSelector:
                    matchLabels:
                      {{- include "flotilla.selector" . | nindent 22 }}
          containers:
            - name: backup
              image: {{ $own.image | default .store.image }}
              imagePullPolicy: {{ .store.pullPolicy }}
              {{- include "flotilla.containerSecurity" . | nindent 14 }}
              env:
                {{- include "flotilla.store.password" . | nindent 16 }}
                {{- toYaml $own.env | nindent 16 }}
                - name: FOLDER
                  value: /backup
                - name: NAME
                  value: {{ .name }}
                - name: ENDING
                  value: {{ $own.ending }}
                - name: KEEP
                  value: {{ .store.backup.keep | quote }}
              command:
                - sh
                - -euc
                - |
                  rm -rf "$FOLDER/$NAME"-*.part* # of one that failed
                  if [ -n "${RESTORE:-}" ]; then
                    FILE="$FOLDER/$RESTORE"
                    {{- .own.backup.restore | nindent 20 }}
                    exit
                  fi
                  FILE="$FOLDER/$NAME-$(date -u +%Y%m%dT%H%M%SZ).$ENDING.part"
                  {{- $own.command | nindent 18 }}
                  mv "$FILE" "${FILE%.part}"
                  ls -1 "$FOLDER/$NAME"-*."$ENDING" | sort -r | tail -n "+$((KEEP + 1))" | xargs -r rm --
                  ls -l "${FILE%.part}"
              {{- include "flotilla.resources" .store.resources | nindent 14 }}
              volumeMounts:
                - name: backup
                  mountPath: /backup
                - name: tmp
                  mountPath: /tmp
          volumes:
            - name: backup
              persistentVolumeClaim:
                claimName: {{ include "flotilla.name" $context }}
            - name: tmp
              emptyDir:
                sizeLimit: {{ .store.tmpSizeLimit }}
{{- end }}
