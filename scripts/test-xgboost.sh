#!/usr/bin/env bash
# Tests the trees and the forecasts that stand on them with another XGBoost than the installed one, from PyPI: Debian 12 has 1.7,
# Debian 13 has 3.0, and PyPI is further on. Twice: as they were built here, with the other library in place of the installed
# one; and built for a header of the other release, where training is another call.
#
#   scripts/test-xgboost.sh [VERSION...]      3.0.5 and 3.2.0 unless others are given
#
# Needs tests that were built: `make test`, or `swift build -c release --build-tests` with the flags of the Makefile.
set -euo pipefail
cd "$(dirname "$0")/.."

flags=(-c release --explicit-target-dependency-import-check error)
python=.venv-peers/bin/python3
rooms=(CXGBoost BoostedTrees FeatureSelection Forecasting)
suites='^(BoostedTrees|Forecasting)Tests\.'
[ -x "$python" ] || python3 -m venv .venv-peers

library() { # library VERSION: prints the folder that holds libxgboost.so.0 of that version
    local folder=$PWD/.venv-peers/xgboost-$1
    if [ ! -e "$folder/xgboost/lib/libxgboost.so.0" ]; then
        "$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder" "xgboost==$1"
        ln -sf libxgboost.so "$folder/xgboost/lib/libxgboost.so.0"
    fi
    echo "$folder/xgboost/lib"
}

# The wheels hold no header: what release 3 declares beside the installed one's is written here.
header() { # header VERSION FOLDER
    local major minor rest
    IFS=. read -r major minor rest <<<"$1"
    mkdir -p "$2/xgboost"
    printf '#pragma once\n#define XGBOOST_VER_MAJOR %s\n#define XGBOOST_VER_MINOR %s\n' "$major" "$minor" \
        >"$2/xgboost/version_config.h"
    cat >"$2/xgboost/c_api.h" <<'HEADER'
#pragma once
#include_next <xgboost/c_api.h>
XGB_DLL int XGBoosterTrainOneIter(BoosterHandle handle, DMatrixHandle dtrain, int iter, char const *grad, char const *hess);
HEADER
}

# A package of nothing but what stands on the library.
package() { # package FOLDER
    mkdir -p "$1/Sources" "$1/Tests"
    cp -R Sources/Shared/SlidingWindow Sources/Shared/Hashing "$1/Sources/"
    for room in "${rooms[@]}"; do cp -R "Sources/Coordinator/$room" "$1/Sources/"; done
    cp -R Tests/Support "$1/Sources/TestSupport"
    cp -R Tests/BoostedTreesTests Tests/ForecastingTests "$1/Tests/"
    cat >"$1/Package.swift" <<'PACKAGE'
// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let package = Package(
    name: "boosted",
    targets: [
        .systemLibrary(name: "CXGBoost"),
        .target(name: "BoostedTrees", dependencies: ["CXGBoost"], swiftSettings: house),
        .target(name: "SlidingWindow", swiftSettings: house),
        .target(name: "Hashing", swiftSettings: house),
        .target(name: "FeatureSelection", swiftSettings: house),
        .target(
            name: "Forecasting",
            dependencies: ["BoostedTrees", "FeatureSelection", "Hashing", "SlidingWindow"],
            swiftSettings: house
        ),
        .target(name: "TestSupport", swiftSettings: house),
        .testTarget(name: "BoostedTreesTests", dependencies: ["BoostedTrees", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "ForecastingTests",
            dependencies: ["BoostedTrees", "FeatureSelection", "Forecasting", "SlidingWindow", "TestSupport"],
            swiftSettings: house
        ),
    ]
)
PACKAGE
}

[ $# -gt 0 ] || set -- 3.0.5 3.2.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package "$work/package"
for version in "$@"; do
    folder=$(library "$version")
    echo "xgboost $version: what was built for the installed header"
    LD_LIBRARY_PATH=$folder swift test "${flags[@]}" --skip-build --filter "$suites"
    echo "xgboost $version: what is built for its own header"
    header "$version" "$work/header"
    (
        cd "$work/package"
        LD_LIBRARY_PATH=$folder swift test -c release -Xcc "-I$work/header" -Xlinker "-L$folder"
    )
done
