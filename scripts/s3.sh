#!/usr/bin/env bash
# A real S3 server for the tests: one radosgw over one monitor, one manager and one in-memory disk, on loopback only.
#
#   scripts/s3.sh available   exits with 0 when the programs are installed
#   scripts/s3.sh install     installs them (Debian, Ubuntu; as root)
#   scripts/s3.sh start       makes a fresh cluster and returns when the gateway answers and its user exists
#   scripts/s3.sh env         prints the settings that the tests read
#   scripts/s3.sh stop        ends the processes that start began, and deletes the cluster
#
# Everything lives under .s3/ (ZENDB_S3_DIR). Only processes whose ids stand in .s3/run are ever ended.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=${ZENDB_S3_DIR:-$repository/.s3}
port=${ZENDB_S3_PORT:-17480}
access_key=zendb
secret_key=zendbsecret
monitors='[v2:127.0.0.1:13300,v1:127.0.0.1:16789]'
programs=(ceph ceph-authtool ceph-mgr ceph-mon ceph-osd monmaptool radosgw radosgw-admin)
packages=(ceph-common ceph-mgr ceph-mon ceph-osd radosgw)

available() {
  local program
  for program in "${programs[@]}"; do command -v "$program" >/dev/null || return 1; done
}

install() {
  available && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "s3: needs root and apt-get to install ${packages[*]}" >&2
    return 1
  fi
  apt-get update -q </dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" </dev/null
}

# What differs from Ceph's defaults, and why:
#   cephx stays on, because a gateway without authentication loops on EACCES;
#   one copy of everything on one host, so pools of size 1 and a failure domain of one disk;
#   tcp_nodelay, without which every GET waits 40 ms for the delayed acknowledgement.
write_configuration() {
  cat >"$home/ceph.conf" <<CONF
[global]
fsid = $1
mon_initial_members = a
mon_host = $monitors
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_port_min = 13400
ms_bind_port_max = 13499
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = $home/keyring
run_dir = $home/run
admin_socket = $home/run/\$name.asok
pid_file = $home/run/\$name.ceph-pid
log_file = $home/log/\$name.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 1
mon_data_avail_crit = 1
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_memory_target = 939524096
[mon]
mon_data = $home/mon
[mgr]
mgr_data = $home/mgr
mgr_initial_modules =
[osd]
osd_data = $home/osd
[client.rgw.a]
rgw_data = $home/rgw
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_dns_name = localhost
rgw_enable_usage_log = false
rgw_enable_ops_log = false
CONF
}

in_cluster() { "$1" --conf "$home/ceph.conf" --keyring "$home/keyring" "${@:2}"; }

# launch NAME PROGRAM ARGS...: in the foreground mode of the program, in the background of this script.
# The program is called directly and not through in_cluster: $! must be its own id, not that of a subshell.
launch() {
  "$2" --conf "$home/ceph.conf" --keyring "$home/keyring" "${@:3}" -f >"$home/log/$1.out" 2>&1 </dev/null &
  echo $! >"$home/run/$1.pid"
}

# wait_until SECONDS WHAT COMMAND...
wait_until() {
  local deadline=$((SECONDS + $1)) what=$2
  until "${@:3}" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "s3: $what within $1 s did not happen; see $home/log" >&2
      return 1
    fi
    sleep 0.2
  done
}

disk_is_up() { in_cluster ceph --connect-timeout 10 osd stat | grep -q '1 up'; }
gateway_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r -t 2 _ <&3); }

start() {
  available || { echo 's3: Ceph is not installed (scripts/s3.sh install)' >&2; return 1; }
  stop
  mkdir -p "$home"/{log,mgr,mon,osd,rgw,run}
  local cluster disk entity
  cluster=$(cat /proc/sys/kernel/random/uuid)
  disk=$(cat /proc/sys/kernel/random/uuid)
  write_configuration "$cluster"

  ceph-authtool --create-keyring "$home/keyring" --gen-key -n mon. --cap mon 'allow *' >/dev/null
  for entity in client.admin mgr.x osd.0 client.rgw.a; do
    ceph-authtool "$home/keyring" --gen-key -n "$entity" --cap mon 'allow *' --cap mgr 'allow *' --cap osd 'allow *' >/dev/null
  done
  monmaptool --create --fsid "$cluster" --addv a "$monitors" "$home/monmap" >/dev/null
  in_cluster ceph-mon --mkfs -i a --monmap "$home/monmap" >"$home/log/mon-mkfs.out" 2>&1

  launch mon ceph-mon -i a
  wait_until 60 'an answer of the monitor' in_cluster ceph --connect-timeout 10 mon dump
  launch mgr ceph-mgr -i x
  in_cluster ceph osd new "$disk" 0 >/dev/null
  in_cluster ceph-osd -i 0 --mkfs --osd-uuid "$disk" >"$home/log/osd-mkfs.out" 2>&1
  in_cluster ceph osd crush add osd.0 1.0 root=default host=localhost >/dev/null 2>&1
  launch osd ceph-osd -i 0
  wait_until 60 'the start of the disk' disk_is_up
  launch rgw radosgw -n client.rgw.a
  wait_until 120 'an answer of the gateway' gateway_answers
  in_cluster radosgw-admin user create --uid=zendb --display-name=zendb \
    --access-key="$access_key" --secret-key="$secret_key" >"$home/log/user.out" 2>&1
}

env_() {
  echo "ZENDB_S3_ENDPOINT=http://127.0.0.1:$port"
  echo "AWS_ACCESS_KEY_ID=$access_key"
  echo "AWS_SECRET_ACCESS_KEY=$secret_key"
  echo 'AWS_REGION=us-east-1'
}

stop() {
  local file pid
  for file in rgw osd mgr mon; do
    file=$home/run/$file.pid
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    # Its data is in memory and of no value: no need to wait for an orderly end.
    # After a restart of the machine the number may belong to someone else, hence the look at its command line.
    if grep -q -a -F "$home/ceph.conf" "/proc/$pid/cmdline" 2>/dev/null; then kill -KILL "$pid"; fi
  done
  rm -rf "$home"
}

case "${1:-}" in
  available | install | start | stop) "$1" ;;
  env) env_ ;;
  *) sed -n '2,9p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
