#!/bin/bash
# Trains the emotion study at its full size on a machine with a GPU, and brings its records and figures back.
#
#   benchmarks/gpu_study.sh                this machine
#   benchmarks/gpu_study.sh USER@HOST      another one, over SSH; it needs Python 3.11 or newer and make
#
#   PROFILE=full       how large: full, or smoke to try the script out
#   FACES=PATH         a set of faces to take along (a folder, or FER2013's CSV file); drawn faces without it
#   ONLY="a b"         these runs alone
#   ARGS=...           anything more for `plainspoken experiments run`, such as --weights resnet50=source-task
#
# Called again, it goes on where it was. What comes back lies in build/gpu: results/emotion, figures/emotion. Of real
# faces, the figures `samples`, `mistakes` and `augmentation` show people: they are for you, not for a repository.
set -euo pipefail
cd "$(dirname "$0")/.."
host=${1:-}
there=plainspoken-gpu
kept=build/gpu

on() { if [ -n "$host" ]; then ssh "$host" "$1"; else bash -c "$1"; fi; }

if [ -n "$host" ]; then
    echo "Copying this clone to $host:$there"
    git archive HEAD | ssh "$host" "mkdir -p $there && tar -x -C $there"
else
    there=.
fi
data=
if [ -n "${FACES:-}" ]; then
    data="--data faces=$FACES"
    if [ -n "$host" ]; then
        tar -c -C "$(dirname "$FACES")" "$(basename "$FACES")" | ssh "$host" "mkdir -p $there/faces && tar -x -C $there/faces"
        data="--data faces=faces/$(basename "$FACES")"
    fi
fi
only=
for run in ${ONLY:-}; do only="$only --only emotion/$run"; done

on "cd $there && mkdir -p build/gpu-study && printf '%s\n' '[talk]' 'title = \"Face emotion\"' '[experiments]' \
'studies = [\"emotion\"]' 'profile = \"${PROFILE:-full}\"' > build/gpu-study/talk.toml && make setup \
&& { .venv/bin/python -c 'import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else \"no GPU: PyTorch trains on the processor\")'; } \
&& .venv/bin/plainspoken experiments run build/gpu-study $data $only ${ARGS:-}"

mkdir -p "$kept"
on "cd $there && tar -c -C build/gpu-study results figures" | tar -x -C "$kept"
echo "Records and figures are in $kept"
on "cd $there && .venv/bin/plainspoken experiments status build/gpu-study" || true
