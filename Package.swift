// swift-tools-version: 6.2
import PackageDescription

// The folder tree is the architecture: `Sources/Shared` is what both programs speak, `Sources/EdgeAgent` is small enough
// for a Raspberry Pi, `Sources/Coordinator` is the rest. Who may import whom is what stands in `dependencies:` below;
// `make check` holds it up.

let shared = "Sources/Shared"
let agent = "Sources/EdgeAgent"
let coordinator = "Sources/Coordinator"

/// What every target of ours is compiled with.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// What runs on a board does without the libraries that every Swift file otherwise asks for: they cost megabytes there.
let board =
    house + [
        .unsafeFlags(["-Xfrontend", "-disable-implicit-concurrency-module-import"]),
        .unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"]),
    ]

/// The agent is one thread; finding out at run time that nobody writes what another reads took a twelfth of a scrape.
let oneThread = board + [.unsafeFlags(["-enforce-exclusivity=unchecked"])]

func room(_ name: String, in tree: String, _ dependencies: [Target.Dependency] = []) -> Target {
    let settings = tree == coordinator ? house : tree == agent ? oneThread : board
    return .target(name: name, dependencies: dependencies, path: "\(tree)/\(name)", swiftSettings: settings)
}

/// A C library: a module map and a shim, found through pkg-config where the library has a file there.
func library(_ name: String, in tree: String, pkgConfig: String? = nil, debian package: String) -> Target {
    .systemLibrary(name: name, path: "\(tree)/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies + ["TestSupport"],
        path: "Tests/\(name)Tests",
        exclude: excluding,
        swiftSettings: house
    )
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let httpServer: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpChannel: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpsServer: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")

/// The agent's pages are counted: `Linking` puts the C++ library's static form in place of the shared one.
let agentLinking = [
    "-use-ld=lld", "-L\(Context.packageDirectory)/\(agent)/Linking", "-Xlinker", "--as-needed", "-Xlinker", "--icf=all",
]

// Everything below `Sources/Shared` and `Sources/EdgeAgent` needs nothing from outside.
let agentTargets: [Target] = [
    // Shared: no C, no HTTP.
    room("DecimalText", in: shared),
    room("Hashing", in: shared),
    room("MetricModel", in: shared, ["Hashing"]),
    room("Exposition", in: shared, ["DecimalText", "MetricModel"]),
    room("SlidingWindow", in: shared),
    room("ChunkEncoding", in: shared),
    room("SystemdNotification", in: shared),

    // The edge agent: no Foundation, no concurrency.
    library("CLinux", in: agent, debian: "libc6-dev"),
    library("CZlib", in: agent, debian: "zlib1g-dev"),
    room("ProcFS", in: agent),
    library("CProc2", in: agent, debian: "libproc2-dev"),
    room("ProcessTable", in: agent, ["CProc2"]),
    room("Collectors", in: agent, ["CLinux", "ProcFS", "ProcessTable"]),
    room("Sampling", in: agent, ["ChunkEncoding", "Collectors", "SlidingWindow"]),
    room("Serving", in: agent, ["CZlib"]),
    room("Shaping", in: agent, ["CLinux", "Hashing"]),
    .executableTarget(
        name: "edge-agent",
        dependencies: ["CLinux", "Collectors", "ProcFS", "Sampling", "Serving", "Shaping", "SystemdNotification"],
        path: "\(agent)/Main",
        swiftSettings: oneThread,
        linkerSettings: [.unsafeFlags(agentLinking, .when(platforms: [.linux]))]
    ),

    tests("DecimalText", ["DecimalText"]),
    tests("Hashing", ["Hashing"]),
    tests("MetricModel", ["Hashing", "MetricModel"]),
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: house),
    tests("Exposition", ["Exposition", "MetricModel"], excluding: ["Fixtures"]),
    tests("SlidingWindow", ["SlidingWindow"]),
    tests("ChunkEncoding", ["ChunkEncoding"]),
    tests("ProcFS", ["ProcFS"], excluding: ["Fixtures"]),
    tests("Collectors", ["Collectors", "ProcFS"], excluding: ["Fixtures"]),
    tests("Sampling", ["Sampling", "Collectors", "ProcFS"]),
    tests("Serving", ["Serving"]),
    tests("Shaping", ["Hashing", "Shaping"]),
]

let coordinatorTargets: [Target] = [
    // The coordinator: C libraries, each behind one wrapper.
    library("CCurl", in: coordinator, pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
    room("HTTPClient", in: coordinator, ["CCurl"]),
    library("CProcessor", in: coordinator, debian: "libc6-dev"),
    room("Checksum", in: coordinator, ["CProcessor"]),
    library("CSnappy", in: coordinator, debian: "libsnappy-dev"),
    room("Snappy", in: coordinator, ["CSnappy"]),
    room("ProtobufWire", in: coordinator),
    room("RemoteWrite", in: coordinator, ["MetricModel", "ProtobufWire", "Snappy"]),
    library("CMalloc", in: coordinator, debian: "libc6-dev"),
    room("HeapMemory", in: coordinator, ["CMalloc"]),
    library("CHiredis", in: coordinator, pkgConfig: "hiredis", debian: "libhiredis-dev"),
    room("RedisConnection", in: coordinator, ["CHiredis"]),
    library("CXGBoost", in: coordinator, debian: "libxgboost-dev"),
    room("BoostedTrees", in: coordinator, ["CXGBoost"]),
    library("CRDKafka", in: coordinator, pkgConfig: "rdkafka", debian: "librdkafka-dev"),
    room("KafkaTransport", in: coordinator, ["CRDKafka", "DecimalText", "MetricModel"]),
    room("InfluxBridge", in: coordinator, ["DecimalText", "HTTPClient", "KafkaTransport", "MetricModel"]),

    // The coordinator: arithmetic, without I/O.
    room("FeatureSelection", in: coordinator),
    room("Forecasting", in: coordinator, ["BoostedTrees", "FeatureSelection", "Hashing", "SlidingWindow"]),
    room("Charts", in: coordinator),

    // The coordinator: files, streams, services.
    room("Recordings", in: coordinator, ["DecimalText"]),
    room("Store", in: coordinator, [database]),
    room(
        "PrometheusAPI",
        in: coordinator,
        ["Checksum", "DecimalText", "HTTPClient", "Exposition", "MetricModel"]
    ),
    room(
        "IMA",
        in: coordinator,
        [
            logging, lifecycle, "FeatureSelection", "HTTPClient", "MetricModel", "PrometheusAPI", "Recordings", "Store",
        ]
    ),
    room("LoadGeneration", in: coordinator, [histogram, "RedisConnection"]),
    room(
        "SRO",
        in: coordinator,
        [
            lifecycle, logging, subprocess, system, "FeatureSelection", "Forecasting", "Hashing", "HTTPClient",
            "MetricModel", "SlidingWindow", "Store",
        ]
    ),
    room("Sharing", in: coordinator, [lifecycle, logging, "KafkaTransport", "SRO", "Store"]),
    .target(
        name: "Dashboard",
        dependencies: ["Hashing"],
        path: "\(coordinator)/Dashboard",
        resources: [.embedInCode("Pages")],
        swiftSettings: house
    ),
    room(
        "API",
        in: coordinator,
        [
            httpChannel, httpServer, httpsServer, httpTypes, lifecycle, logging, nio, nioTLS, "Dashboard", "Exposition",
            "Hashing", "IMA", "RemoteWrite", "SRO", "Store",
        ]
    ),
    room("Demo", in: coordinator, ["Charts", "HTTPClient", "LoadGeneration"]),
    .executableTarget(
        name: "coordinator",
        dependencies: [
            argumentParser, configuration, lifecycle, logging, signals, yaml, "API", "Charts", "Demo",
            "FeatureSelection",
            "Forecasting", "HeapMemory", "HTTPClient", "IMA", "InfluxBridge", "KafkaTransport", "LoadGeneration",
            "MetricModel",
            "PrometheusAPI", "Recordings", "RemoteWrite", "SRO", "Sharing", "Store", "SystemdNotification",
        ],
        path: "\(coordinator)/Main",
        swiftSettings: house
    ),

    tests("HTTPClient", ["HTTPClient"], excluding: ["Fixtures"]),
    tests("BoostedTrees", ["BoostedTrees"]),
    tests("FeatureSelection", ["FeatureSelection"], excluding: ["Fixtures", "vectors"]),
    tests("Forecasting", ["Forecasting", "FeatureSelection", "BoostedTrees", "SlidingWindow"]),
    tests("Charts", ["Charts"]),
    tests("Recordings", ["Recordings"]),
    tests("Store", ["Store"]),
    tests(
        "PrometheusAPI",
        ["Checksum", "ChunkEncoding", "Exposition", "HTTPClient", "MetricModel", "PrometheusAPI"],
        excluding: ["Fixtures"]
    ),
    tests("Snappy", ["Snappy"]),
    tests("ProtobufWire", ["ProtobufWire"]),
    tests("RemoteWrite", ["MetricModel", "ProtobufWire", "RemoteWrite", "Snappy"]),
    tests("IMA", ["HTTPClient", "IMA", "MetricModel", "PrometheusAPI"]),
    tests("RedisConnection", ["RedisConnection"]),
    tests("KafkaTransport", ["KafkaTransport", "MetricModel"]),
    tests("InfluxBridge", ["InfluxBridge", "KafkaTransport"]),
    tests("LoadGeneration", ["LoadGeneration"]),
    tests("SRO", [lifecycle, logging, "SRO", "Forecasting", "Store", "MetricModel"], excluding: ["Fixtures"]),
    tests("Sharing", ["Sharing", "SRO", "Store"]),
    tests("API", ["API", "SRO", "Store"]),
    tests("Demo", ["Demo", "LoadGeneration"]),
    tests(
        "Fuzz",
        [
            "API", "Checksum", "ChunkEncoding", "Exposition", "KafkaTransport", "PrometheusAPI", "ProtobufWire",
            "Recordings", "RemoteWrite", "Snappy", "coordinator",
        ]
    ),
    .testTarget(
        name: "Integration",
        dependencies: [
            "Exposition", "HTTPClient", "Hashing", "KafkaTransport", "MetricModel", "ProtobufWire", "Snappy",
            "TestSupport",
        ],
        path: "Tests/Integration",
        exclude: ["Fixtures"],
        swiftSettings: house
    ),
]

let coordinatorDependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
]

// `AGENT_ONLY=1 swift build` knows only the agent and fetches nothing: for building on a small board, and for other SDKs.
let agentOnly = Context.environment["AGENT_ONLY"] == "1"

let package = Package(
    name: "slice-forecast",
    products: [.executable(name: "edge-agent", targets: ["edge-agent"])]
        + (agentOnly ? [] : [.executable(name: "coordinator", targets: ["coordinator"])]),
    dependencies: agentOnly ? [] : coordinatorDependencies,
    targets: agentTargets + (agentOnly ? [] : coordinatorTargets),
    swiftLanguageModes: [.v6]
)
