{{- define "flotilla.service.autoscaler" -}}
{{- $with := .service.autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "flotilla.name" . }}
  minReplicas: {{ $with.minReplicas }}
  maxReplicas: {{ $with.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $with.cpuPercent }}
    {{- if $with.callsPerSecond }}
    - type: Pods
      pods:
        metric:
          name: flotilla_calls_per_second
        target:
          type: AverageValue
          averageValue: {{ $with.callsPerSecond | quote }}
    {{- end }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
      policies:
        - type: Percent
          value: 100
          periodSeconds: 15
    scaleDown:
      stabilizationWindowSeconds: 300
      policies:
        - type: Pods
          value: 1
          periodSeconds: 60
{{- end }}

{{- define "flotilla.service.recommender" -}}
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  {{- include "flotilla.metadata" . | nindent 2 }}
spec:
  targetRef:
    apiVersion: apps/v1
    kind: {{ eq .service.scale "one" | ternary "StatefulSet" "Deployment" }}
    name: {{ include "flotilla.name" . }}
  updatePolicy:
    updateMode: "Off"
{{- end }}
