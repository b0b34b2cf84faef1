// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the product never depends on a benchmark. `Linked` holds links to the targets that are
// measured: they are built here from the product's own sources, with its settings, and without the rest of it.

let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func linked(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Linked/\(name)", swiftSettings: house)
}

func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: "\(name)-benchmark",
        dependencies: dependencies,
        path: name,
        exclude: ["run", "requirements.txt", "peers.py"],
        sources: ["main.swift"],
        swiftSettings: house
    )
}

let package = Package(
    name: "benchmarks",
    targets: [
        .systemLibrary(name: "CXGBoost", path: "Linked/CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .systemLibrary(
            name: "CRDKafka",
            path: "Linked/CRDKafka",
            pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"])]
        ),
        linked("BoostedTrees", ["CXGBoost"]),
        linked("DecimalText"),
        linked("FeatureSelection"),
        linked("Forecasting", ["BoostedTrees", "FeatureSelection", "Hashing", "SlidingWindow"]),
        linked("Hashing"),
        linked("KafkaTransport", ["CRDKafka", "DecimalText", "MetricModel"]),
        linked("MetricModel", ["Hashing"]),
        linked("Recordings", ["DecimalText"]),
        linked("SlidingWindow"),
        benchmark("forecasting", ["BoostedTrees", "FeatureSelection", "Forecasting", "Recordings"]),
        benchmark("selection", ["FeatureSelection"]),
        .executableTarget(
            name: "streams-benchmark",
            dependencies: ["KafkaTransport", "MetricModel"],
            path: "streams",
            exclude: ["run"],
            swiftSettings: house
        ),
    ],
    swiftLanguageModes: [.v6]
)
