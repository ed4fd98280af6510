{{/*
What each store has of its own, as YAML:
  url      where services find it, with its password in $(…_PASSWORD)
  admin    whether somebody rules the server, by the Secret's admin-password, whom services are not
  command, args, env, ports, writable (folders beside /tmp)
  data     where the volume is, if not in /data
  files    and filesAt, where they are, if not in /files
  live     tells a store that hangs from one that works hard
  ready    tells whether it answers; isSlow where asking takes seconds
  backup   image, env, the ending of the file, the command that writes $FILE, and the one that takes it back
*/}}

{{- define "flotilla.store.postgres.url" -}}
postgres://flotilla:$(POSTGRES_PASSWORD)@{{ .host }}:{{ .port }}/flotilla?sslmode=disable
{{- end }}

{{- define "flotilla.store.postgres" -}}
admin: true
env:
  - name: POSTGRES_PASSWORD
    value: $(ADMIN_PASSWORD)
  - name: PGDATA
    value: /data/postgres
writable: [/var/run/postgresql]
# What the image does at its first start, on an empty volume: services own one database, and see no other.
filesAt: /docker-entrypoint-initdb.d
files:
  flotilla.sql: |
    \getenv password PASSWORD
    CREATE ROLE flotilla LOGIN PASSWORD :'password';
    CREATE DATABASE flotilla OWNER flotilla;
    REVOKE ALL ON DATABASE flotilla, postgres, template1 FROM PUBLIC;
live:
  tcpSocket:
    port: postgres
ready:
  exec:
    command: [pg_isready, --quiet, --host=127.0.0.1, --username=flotilla, --dbname=flotilla]
backup:
  ending: dump
  env:
    - name: PGHOST
      value: {{ include "flotilla.name" . }}
    - name: PGPORT
      value: {{ .store.port | quote }}
    - name: PGUSER
      value: flotilla
    - name: PGDATABASE
      value: flotilla
    - name: PGPASSWORD
      value: $(PASSWORD)
  command: pg_dump --format=custom --no-password --file="$FILE"
  restore: pg_restore --clean --if-exists --no-owner --single-transaction --dbname="$PGDATABASE" "$FILE"
{{- end }}

{{- define "flotilla.store.mongo.url" -}}
mongodb://flotilla:$(MONGO_PASSWORD)@{{ .host }}:{{ .port }}/flotilla
{{- end }}

{{- define "flotilla.store.mongo" -}}
args: [--bind_ip_all, --wiredTigerCacheSizeGB=0.25]
# Where the image keeps its data, and what it does not make by itself.
data: /data/db
admin: true
env:
  - name: MONGO_INITDB_ROOT_USERNAME
    value: admin
  - name: MONGO_INITDB_ROOT_PASSWORD
    value: $(ADMIN_PASSWORD)
  - name: HOME
    value: /tmp
# What the image does at its first start, on an empty volume: services may do everything with one database.
filesAt: /docker-entrypoint-initdb.d
files:
  flotilla.js: |
    db.getSiblingDB("flotilla").createUser({
      user: "flotilla",
      pwd: process.env.PASSWORD,
      roles: ["readWrite", "dbAdmin"],
    });
live:
  tcpSocket:
    port: mongo
# The shell is a Node of 100 MB.
isSlow: true
ready:
  exec:
    command: [mongosh, --quiet, --norc, --eval, 'quit(db.adminCommand("ping").ok ? 0 : 1)']
backup:
  ending: archive.gz
  env:
    - name: HOST
      value: {{ include "flotilla.name" . }}
    - name: HOME
      value: /tmp
  command: |-
    {{- include "flotilla.store.mongo.login" . | nindent 4 }}
    mongodump "$@" --db=flotilla --gzip --archive="$FILE"
  restore: |-
    {{- include "flotilla.store.mongo.login" . | nindent 4 }}
    mongorestore "$@" --drop --gzip --archive="$FILE"
{{- end }}

{{/* The password in a file, where no list of processes shows it. */}}
{{- define "flotilla.store.mongo.login" -}}
(umask 077 && printf 'password: "%s"\n' "$PASSWORD" > /tmp/login.yaml)
set -- --config=/tmp/login.yaml --host="$HOST" --port={{ .store.port }} --username=flotilla --authenticationDatabase=flotilla
{{- end }}

{{- define "flotilla.store.nats.url" -}}
nats://flotilla:$(NATS_PASSWORD)@{{ .host }}:{{ .port }}
{{- end }}

{{- define "flotilla.store.nats" -}}
args: [--config, /files/nats.conf]
env:
  # In quotes, or a password of digits would be read as a number.
  - name: QUOTED_PASSWORD
    value: '"$(PASSWORD)"'
ports:
  - name: monitor
    containerPort: 8222
files:
  nats.conf: |
    server_name: {{ include "flotilla.name" . }}
    port: {{ .store.port }}
    http_port: 8222
    max_payload: 4MB
    jetstream {
      store_dir: /data
      # What is confirmed is on the disk, even after a power cut.
      sync_interval: always
    }
    authorization {
      user: flotilla
      password: $QUOTED_PASSWORD
    }
live:
  httpGet:
    path: /healthz?js-enabled-only=true
    port: monitor
ready:
  httpGet:
    path: /healthz?js-server-only=true
    port: monitor
backup:
  image: {{ .store.backupImage }}
  ending: tar
  env:
    - name: NATS_URL
      value: nats://{{ include "flotilla.name" . }}:{{ .store.port }}
    - name: NATS_USER
      value: flotilla
    - name: NATS_PASSWORD
      value: $(PASSWORD)
    - name: HOME
      value: /tmp
  command: |-
    nats account backup --force "$FILE.streams"
    tar -C "$FILE.streams" -cf "$FILE" .
    rm -r "$FILE.streams"
  restore: |-
    mkdir "$FILE.part"
    tar -C "$FILE.part" -xf "$FILE"
    nats account restore "$FILE.part"
    rm -r "$FILE.part"
{{- end }}

{{- define "flotilla.store.redis.url" -}}
redis://default:$(REDIS_PASSWORD)@{{ .host }}:{{ .port }}/0
{{- end }}

{{- define "flotilla.store.redis" -}}
# The password comes by standard input, where no list of processes shows it.
command:
  - sh
  - -euc
  - |
    exec redis-server /files/redis.conf - <<END
    requirepass $PASSWORD
    END
env:
  - name: REDISCLI_AUTH
    value: $(PASSWORD)
files:
  redis.conf: |
    port {{ .store.port }}
    dir /data
    appendonly yes
    save 3600 1
    maxmemory 384mb
    maxmemory-policy allkeys-lru
live:
  tcpSocket:
    port: redis
ready:
  exec:
    command: [redis-cli, -e, -p, {{ .store.port | quote }}, ping]
backup:
  ending: rdb
  env:
    - name: REDISCLI_AUTH
      value: $(PASSWORD)
  command: redis-cli -h {{ include "flotilla.name" . }} -p {{ .store.port }} --rdb "$FILE"
  # What is in the cache is in the databases as well.
  restore: echo "a cache is not restored, it fills again" >&2; exit 1
{{- end }}
