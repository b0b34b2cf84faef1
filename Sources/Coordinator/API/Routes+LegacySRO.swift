import HTTPTypes
import Hummingbird
import SRO

/// MLO-V2's routes: the same paths, parameters and good answers; what goes wrong gets the status that says so.
extension Routes {
    private typealias Handler = @Sendable (Request, BasicRequestContext, String) async throws -> Response

    func addLegacySRO(to router: Router<BasicRequestContext>) {
        add("profile", to: router) { request, context, slice in
            try await profile(request, slice: slice, flavor: number("flavor", in: context))
        }
        add("profilling_metrics", to: router) { request, context, slice in
            try await takeSelection(request, slice: slice, flavor: number("flavor", in: context))
        }
        add("start_sla_forecast", to: router) { _, _, slice in
            let status = try await orchestration.status(of: slice)
            guard status.models[status.flavor] != nil else {
                throw OrchestrationError.noModel(slice: slice, flavor: status.flavor)
            }
            if status.mode == .pause { try await set(.observe, slice, "start_sla_forecast") }
            return text("Starting forecast ")
        }
        add("stop_sla_forecast", to: router) { _, _, slice in
            try await set(.pause, slice, "stop_sla_forecast")
            return text("Stopping forecast ")
        }
        add("start_orchestration", to: router) { _, _, slice in
            try await set(.act, slice, "start_orchestration")
            return text("Starting orchestration ")
        }
        add("stop_orchestration", to: router) { _, _, slice in
            try await set(.observe, slice, "stop_orchestration")
            return text("Stopping orchestration ")
        }
        add("upgrade", to: router) { _, _, slice in
            try await step(slice, isUpgrade: true)
            return text("Upgrading slice flavor")
        }
        add("downgrade", to: router) { _, _, slice in
            try await step(slice, isUpgrade: false)
            return text("Downgrading slice flavor")
        }
    }

    private func add(_ verb: String, to router: Router<BasicRequestContext>, _ handler: @escaping Handler) {
        let isOfFlavor = verb.hasPrefix("profil")
        let path = isOfFlavor ? "/slice/{slice}/flavor/{flavor}/\(verb)" : "/slice/{slice}/\(verb)"
        router.post(RouterPath(path)) { request, context in
            do {
                return try await handler(request, context, number("slice", in: context))
            } catch {
                // Its clients read text.
                let problem = Problem(error)
                return text("\(problem.detail)\n", HTTPResponse.Status(code: problem.status))
            }
        }
    }

    // MARK: What is done

    private func set(_ mode: OrchestrationMode, _ slice: String, _ reason: String) async throws {
        try await orchestration.set(mode: mode, of: slice, reason: reason)
    }

    private func step(_ slice: String, isUpgrade: Bool) async throws {
        let status = try await orchestration.status(of: slice)
        let flavor = status.slice.flavor(status.flavor)
        guard let next = isUpgrade ? flavor?.upgrade : flavor?.downgrade else {
            throw OrchestrationError.noNeighbour(slice: slice, flavor: status.flavor, isUpgrade: isUpgrade)
        }
        _ = try await orchestration.change(slice, to: next, reason: isUpgrade ? "upgrade" : "downgrade")
    }

    private func profile(_ request: Request, slice: String, flavor: String) async throws -> Response {
        // A wrong slice or flavor is said before a long body is read.
        let status = try await orchestration.status(of: slice)
        guard status.slice.flavor(flavor) != nil else {
            throw OrchestrationError.unknownFlavor(slice: slice, flavor: flavor)
        }
        let query = request.uri.queryParameters
        guard let kpi = query["sla_metric_name"].map(String.init), !kpi.isEmpty,
            let timestamps = query["timestamp_label"].map(String.init), !timestamps.isEmpty
        else {
            throw Problem(.badRequest, "the parameters sla_metric_name and timestamp_label are needed", kind: "query")
        }
        let answerURL = query["url_to_answer"].map(String.init)
        if let answerURL { try parts.profile?.check(answerURL: answerURL) }
        let file = try await csv("file", in: request)
        let upload = try ProfileUpload(parsing: file, timestamps: timestamps, kpi: kpi)
        try await begin(upload, slice: slice, flavor: flavor, kpi: kpi, answerURL: answerURL)
        let url = answerURL ?? "None"
        return text("Creation of model Accepted. We will notify you on \(url) after model creation. ", .created)
    }

    private func begin(
        _ upload: ProfileUpload,
        slice: String,
        flavor: String,
        kpi: String,
        answerURL: String?
    ) async throws {
        let flow = parts.profile
        let job = try await orchestration.profile(
            slice,
            flavor: flavor,
            kpi: kpi,
            rows: upload.rows,
            answerURL: answerURL,
            isRecorded: flow?.imaURL == nil
        )
        guard let flow else { return }
        var refusal: Problem?
        do {
            try await flow.askIMA(slice: slice, flavor: flavor, kpi: kpi, file: upload.text(kpi: kpi))
        } catch {
            refusal = Problem(error)
        }
        guard let refusal else { return }
        await orchestration.giveUp(job, because: refusal.detail)
        throw refusal
    }

    private func takeSelection(_ request: Request, slice: String, flavor: String) async throws -> Response {
        _ = try await orchestration.status(of: slice)
        let form = try await form(of: request)
        _ = try await orchestration.addSelected(
            slice,
            flavor: flavor,
            selected: try csv("x_selected", of: form),
            map: try csv("timeserie_map", of: form)
        )
        return text("File Received ")
    }

    // MARK: What is read and written

    private func form(of request: Request) async throws -> MultipartForm {
        let bytes = try await JSONText.bytes(of: request, limit: ProfileUpload.longestFile)
        return try MultipartForm(parsing: bytes, contentType: request.headers[.contentType])
    }

    private func csv(_ name: String, in request: Request) async throws -> String {
        try csv(name, of: try await form(of: request))
    }

    private func csv(_ name: String, of form: MultipartForm) throws -> String {
        guard let part = form[name], let fileName = part.fileName else {
            throw Problem(.badRequest, "the file \(name) is missing", kind: "body")
        }
        guard !fileName.isEmpty else { throw Problem(.badRequest, "No selected file", kind: "body") }
        guard fileName.lowercased().hasSuffix(".csv") else {
            throw Problem(.badRequest, "the file \(name) is no .csv", kind: "body")
        }
        guard let text = String(validating: part.bytes, as: UTF8.self) else {
            throw Problem(.badRequest, "the file \(name) is not UTF-8", kind: "body")
        }
        return text
    }

    /// Ids were whole numbers there; anything else is a path that is not there.
    private func number(_ name: String, in context: BasicRequestContext) throws -> String {
        let text = try context.parameters.require(name)
        guard let number = UInt32(text), "\(number)" == text else {
            throw Problem(.notFound, "\"\(text.prefix(64))\" is no number of a \(name)", kind: "unknown")
        }
        return text
    }

    private func text(_ words: String, _ status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: words)))
    }
}
