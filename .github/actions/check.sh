#!/usr/bin/env bash
# What action.yml runs: BASE, DIRECTORY, REVIEWS, SARIF and STRICT are its inputs, NUMBER is the pull request's number and
# MAIN the repository's default branch. A merge queue tells QUEUED_FOR, the branch, QUEUED_ON, what it merges onto, and
# QUEUED_AS, its own branch, whose name holds the pull request's number and the commit that this one is merged onto.
set -euo pipefail

arguments=(-C "${DIRECTORY}" check)
if [ -n "${MAIN}" ]; then BASE="${BASE:-refs/remotes/origin/${MAIN}}"; fi
queued_for="${QUEUED_FOR:-}"
goes_to="${GITHUB_BASE_REF:-${queued_for#refs/heads/}}"
if [ -n "${goes_to}" ]; then
    # A required check is known by name and commit: a pull request of the same commit into another branch must not pass it.
    case "${BASE}" in
        "refs/remotes/origin/${goes_to}") ;;
        refs/remotes/origin/*)
            echo "::error::only a pull request into ${BASE#refs/remotes/origin/} is judged, this one goes to ${goes_to}"
            exit 1
            ;;
    esac
    if [ -n "${queued_for}" ] && [ "${BASE}" != none ]; then BASE="${QUEUED_ON}"; fi # others before it have not landed yet
fi
if [[ "${QUEUED_AS:-}" =~ ^refs/heads/gh-readonly-queue/.+/pr-([0-9]+)-([0-9a-f]+)$ ]] &&
    [ "${BASH_REMATCH[2]}" = "${QUEUED_ON}" ]; then # else more than this one pull request is merged
    NUMBER="${BASH_REMATCH[1]}"
    # A queue that squashes has not what was reviewed; the token stays in the environment.
    if [ "${REVIEWS}" = true ]; then
        git -C "${DIRECTORY}" -c credential.helper='!gh auth git-credential' \
            fetch --quiet --no-tags --no-write-fetch-head origin "refs/pull/${NUMBER}/head" ||
            echo "::warning::the commits of pull request ${NUMBER} cannot be fetched, so its reviews may attest nothing"
    fi
fi
if [ -n "${BASE}" ] && [ "${BASE}" != none ]; then
    arguments+=("--base=${BASE}")
    if [ "${REVIEWS}" = true ] && [ -n "${NUMBER}" ]; then
        gh api --paginate "repos/${GITHUB_REPOSITORY}/pulls/${NUMBER}/reviews" > "${RUNNER_TEMP}/reviews.json"
        arguments+=("--reviews=${RUNNER_TEMP}/reviews.json")
    fi
fi
if [ "${STRICT}" = true ]; then arguments+=(--strict); fi

if [ "${SARIF}" = true ]; then
    # Findings end this command with 1 and the next one says so again; anything above cannot run at all.
    ledger "${arguments[@]}" --format sarif > "${RUNNER_TEMP}/ledger.sarif" || [ $? = 1 ]
    gzip --stdout "${RUNNER_TEMP}/ledger.sarif" | base64 | tr -d '\n' > "${RUNNER_TEMP}/ledger.sarif.txt"
    gh api --method POST --silent "repos/${GITHUB_REPOSITORY}/code-scanning/sarifs" \
        --raw-field "commit_sha=$(git -C "${DIRECTORY}" rev-parse HEAD)" \
        --raw-field "ref=${GITHUB_REF}" \
        --field "sarif=@${RUNNER_TEMP}/ledger.sarif.txt"
fi
ledger "${arguments[@]}" --format github
