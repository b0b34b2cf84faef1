/// The formats in which a page of metrics is served.
public enum ExpositionFormat: Sendable, CaseIterable {
    /// ``TextFormat``
    case text
    /// ``OpenMetrics``
    case openMetrics

    /// The format that a `Content-Type` header names; the text format when it names another one or none, as Prometheus
    /// assumes.
    public init(contentType: String?) {
        self = contentType?.hasPrefix("application/openmetrics-text") == true ? .openMetrics : .text
    }

    /// The format to serve to whom sends this `Accept` header: OpenMetrics when it is asked for and not preferred less.
    public init(accepting header: String?) {
        var best = (format: Self.text, quality: -1.0)
        for choice in (header ?? "").lowercased().split(separator: ",") {
            let parts = choice.split(separator: ";").map { $0.trimmed }
            let format: Self
            switch parts.first {
            case "application/openmetrics-text": format = .openMetrics
            case "text/plain", "text/*", "*/*": format = .text
            default: continue
            }
            let quality = parts.lazy.compactMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil }.first ?? 1
            if quality > best.quality { best = (format, quality) }
        }
        self = best.format
    }

    /// What HTTP calls it.
    public var contentType: String {
        switch self {
        case .text: TextFormat.contentType
        case .openMetrics: OpenMetrics.contentType
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
