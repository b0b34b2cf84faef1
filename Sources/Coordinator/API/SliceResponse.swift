import SRO
import Store

/// A slice as it is now.
struct SliceResponse: Codable {
    struct KPI: Codable {
        var name: String
        var unit: String
        var second: Int64?
        var value: Double?
    }

    struct Agreement: Codable {
        var upper: Double?
        var lower: Double?

        init(_ bound: Bound) {
            switch bound {
            case .upper(let value): upper = value
            case .lower(let value): lower = value
            }
        }
    }

    struct FlavorEntry: Codable {
        var id: String
        var name: String
        var settings: [String: String]
        var upgrade: String?
        var downgrade: String?
        var rows: Int
        var model: ModelResponse?
    }

    struct Target: Codable {
        var url: String
        var up: Bool?
        var series: Int
        var lastSecond: Int64?
        var error: String?
    }

    struct Health: Codable {
        var targets: [Target]
        var lastRowSecond: Int64?
        var lastForecastSecond: Int64?
        var degraded: Bool
    }

    var id: String
    var name: String
    var kpi: KPI
    var sla: Agreement
    var flavor: String
    var flavorSinceMilliseconds: Int64
    var mode: String
    var override: Bool
    var phase: String
    var flavors: [FlavorEntry]
    var health: Health
    var forecasts: [ForecastResponse]

    init(_ status: SliceStatus, targets: [TargetStatus]) {
        let slice = status.slice
        id = slice.id
        name = slice.name
        kpi = KPI(name: slice.kpi.name, unit: slice.kpi.unit, second: status.kpi?.second, value: status.kpi?.value)
        sla = Agreement(slice.bound)
        flavor = status.flavor
        flavorSinceMilliseconds = status.flavorSinceMilliseconds
        mode = status.mode.rawValue
        override = status.isOverridden
        phase = status.phase.rawValue
        flavors = slice.flavors.map { flavor in
            FlavorEntry(
                id: flavor.id,
                name: flavor.name,
                settings: flavor.settings,
                upgrade: flavor.upgrade,
                downgrade: flavor.downgrade,
                rows: status.rowCounts[flavor.id] ?? 0,
                model: status.models[flavor.id].map { ModelResponse($0) }
            )
        }
        let isDegraded = status.forecast?.points.contains { $0.isDegraded } ?? false
        health = Health(
            targets: targets.map { target in
                Target(
                    url: target.url,
                    up: target.isUp,
                    series: target.seriesCount,
                    lastSecond: target.lastSecond,
                    error: target.error
                )
            },
            lastRowSecond: status.lastRowSecond,
            lastForecastSecond: status.forecast?.second,
            degraded: isDegraded
        )
        forecasts = status.forecast.map { ForecastResponse.all(in: $0) } ?? []
    }
}

struct SliceList: Codable {
    var slices: [SliceResponse]
}

struct FlavorList: Codable {
    var flavors: [SliceResponse.FlavorEntry]
}
