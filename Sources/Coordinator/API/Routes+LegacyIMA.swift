import Foundation
import HTTPTypes
import Hummingbird
import IMA
import SRO

/// MLO-V2's IMA and its receiver of ConfigMaps: the same paths, parameters and good answers.
extension Routes {
    private static let missing =
        "Missing paramenters: callbackURL OR K OR YField OR sliceFlavor OR (YFile or currentTimestamp)"
    private static let longestManifest = 4 << 20

    func addLegacyIMA(to router: Router<BasicRequestContext>) {
        guard let parts = parts.selection else { return }
        router.post("/ymetrics/{slice}") { request, context in
            await answered { try await order(request, slice: try number(context), of: parts.desk) }
        }
        router.get("/ymetrics/{slice}") { _, context in
            let orders = await parts.desk.orders(of: try number(context))
            return try JSONText.response(["orders": orders.map { SelectionResponse($0) }])
        }
        router.post("/elasticity/slice/{slice}/flavor/{flavor}") { _, context in
            await answered {
                let flavor = try context.parameters.require("flavor")
                try await parts.desk.monitor(slice: try number(context), flavor: flavor, by: parts.publisher)
                return plain("Ok")
            }
        }
        guard let take = parts.configMaps else { return }
        router.post("/configmap") { request, _ in
            await answered {
                let bytes = try await JSONText.bytes(of: request, limit: Self.longestManifest)
                let form = try MultipartForm(parsing: bytes, contentType: request.headers[.contentType])
                guard let part = form["configMap"], let text = String(validating: part.bytes, as: UTF8.self) else {
                    throw Problem(.badRequest, "the file configMap is missing, or not UTF-8", kind: "body")
                }
                try await take(text)
                return plain("Ok!")
            }
        }
    }

    private func order(_ request: Request, slice: String, of desk: SelectionDesk) async throws -> Response {
        let bytes = try await JSONText.bytes(of: request, limit: ProfileUpload.longestFile)
        let fields = try IMAFields(bytes, contentType: request.headers[.contentType])
        guard let callback = fields["callbackURL"], let count = fields["K"], let kpi = fields["YField"],
            let flavor = fields["sliceFlavor"], fields.file != nil || fields["currentTimestamp"] != nil
        else { throw Problem(.badRequest, Self.missing, kind: "parameters") }
        guard let count = Int(count) else { throw SelectionRefusal.unusable(parameter: "K", found: count) }
        let stamp = try fields["currentTimestamp"].map { text in
            guard let stamp = Int64(text), (0..<100_000_000_000).contains(stamp) else {
                throw SelectionRefusal.unusable(parameter: "currentTimestamp", found: text)
            }
            return stamp
        }
        let name = try await desk.accept(
            slice: slice,
            flavor: flavor,
            kpi: kpi,
            count: count,
            callback: callback,
            file: fields.file,
            stamp: stamp
        )
        // MLO-V2 gives a time stamp back as it came: text when it was passed in.
        let stampText = stamp == nil ? "\(name)" : "\"\(name)\""
        let text = "{\"result\":{\"currentTimestamp\":\(stampText),\"text\":\"Ok, IMAService has started.\"}}\n"
        return plain(text, .created, type: "application/json")
    }

    private func number(_ context: BasicRequestContext) throws -> String {
        let text = try context.parameters.require("slice")
        guard let number = UInt32(text), "\(number)" == text else {
            throw Problem(.notFound, "\"\(text.prefix(64))\" is no number of a slice", kind: "unknown")
        }
        return text
    }

    /// Its clients read text.
    private func answered(_ body: () async throws -> Response) async -> Response {
        do {
            return try await body()
        } catch {
            let problem = Problem(error)
            return plain("\(problem.detail)\n", HTTPResponse.Status(code: problem.status))
        }
    }

    private func plain(
        _ words: String,
        _ status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: words)))
    }
}

extension Problem {
    init(_ error: SelectionRefusal) {
        switch error {
        case .unusable, .unusableFile, .forbiddenCallback: self.init(.badRequest, error.description, kind: "parameters")
        case .unknownStamp, .nothingChosen: self.init(.notFound, error.description, kind: "unknown")
        case .nowhereToApply: self.init(.conflict, error.description, kind: "conflict")
        case .refused: self.init(.internalServerError, error.description, kind: "files")
        }
    }
}

/// What an order says: a form with a file, or one without, where the stored file is meant.
private struct IMAFields {
    private var texts: [String: String] = [:]
    private(set) var file: [UInt8]?

    init(_ bytes: [UInt8], contentType: String?) throws {
        if contentType?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true {
            for pair in String(decoding: bytes, as: UTF8.self).split(separator: "&") {
                let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    .map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
                texts[words[0]] = words.count > 1 ? words[1] : ""
            }
            return
        }
        for part in try MultipartForm(parsing: bytes, contentType: contentType).parts {
            if part.name == "YFile" {
                if part.fileName?.isEmpty == false || !part.bytes.isEmpty { file = part.bytes }
            } else {
                texts[part.name] = part.text
            }
        }
    }

    subscript(name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }
}

/// An order as it is shown.
private struct SelectionResponse: Encodable {
    var currentTimestamp: Int64
    var sliceFlavor: String
    var state: String
    var error: String?
    var series: [String]
    var isMonitored: Bool

    init(_ order: SelectionOrder) {
        currentTimestamp = order.stamp
        sliceFlavor = order.flavor
        state = order.state.rawValue
        error = order.error
        series = order.chosen.map { "\($0)" }
        isMonitored = order.isMonitored
    }
}
