import Foundation
import HTTPTypes
import Hummingbird
import IMA
import Logging
import SRO
import Store

/// What went wrong with a request, as RFC 9457 has it.
struct Problem: Error, Codable, Equatable {
    /// A URI of the kind of problem; `about:blank` when the status says it all.
    var type: String
    var title: String
    var status: Int
    var detail: String

    init(_ status: HTTPResponse.Status, _ detail: String, kind: String? = nil) {
        type = kind.map { "urn:coordinator:problem:\($0)" } ?? "about:blank"
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
    }

    /// The one place where an error becomes a status.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as OrchestrationError: self = Problem(error)
        case let error as SharingError: self = Problem(error)
        case let error as TrainingError:
            switch error {
            case .tooFewRows: self.init(.conflict, error.description, kind: "too-few-rows")
            case .alreadyRunning: self.init(.conflict, error.description, kind: "already-running")
            case .fitting, .stopped: self.init(.internalServerError, error.description)
            }
        case let error as SelectionRefusal: self = Problem(error)
        case let error as SelectionParts.UnusableManifest:
            self.init(.badRequest, error.description, kind: "manifest")
        case let error as MonitoringError: self.init(.badGateway, error.description, kind: "monitoring")
        case let error as MultipartForm.Problem: self.init(.badRequest, error.description, kind: "body")
        case let error as Reloading.Refusal: self.init(.unprocessableContent, error.description, kind: "configuration")
        case let error as Reloading.Busy: self.init(.conflict, error.description, kind: "busy")
        case let error as KPIText.Problem: self.init(.badRequest, error.description, kind: "kpi-rows")
        case let error as StoreError: self.init(.internalServerError, error.description, kind: "store")
        case let error as HTTPError: self.init(error.status, error.body ?? error.status.reasonPhrase)
        case let error as any HTTPResponseError:
            self.init(error.status, error.status.reasonPhrase)
        default: self.init(.internalServerError, "\(error)")
        }
    }

    private init(_ error: SharingError) {
        switch error {
        case .notOurs: self.init(.misdirectedRequest, error.description, kind: "other-owner")
        case .outrun: self.init(.conflict, error.description, kind: "conflict")
        case .notTold: self.init(.serviceUnavailable, error.description, kind: "group")
        }
    }

    private init(_ error: OrchestrationError) {
        switch error {
        case .unknownSlice, .unknownFlavor, .unknownJob, .unknownDecision, .unknownModel:
            self.init(.notFound, error.description, kind: "unknown")
        case .noNeighbour, .noModel, .otherKPI: self.init(.conflict, error.description, kind: "conflict")
        case .fixedSlice, .sliceExists, .jobIsOpen, .catalogueIsBusy, .flavorInForce:
            self.init(.conflict, error.description, kind: "conflict")
        case .unusableSlice: self.init(.unprocessableContent, error.description, kind: "slice")
        case .unusableRows: self.init(.badRequest, error.description, kind: "rows")
        case .busy: self.init(.conflict, error.description, kind: "busy")
        case .actuator: self.init(.badGateway, error.description, kind: "actuator")
        case .missingKPI: self.init(.badRequest, error.description, kind: "kpi-rows")
        case .stopping: self.init(.serviceUnavailable, error.description)
        }
    }

    /// The answer that tells it.
    var response: Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/problem+json"
        let body = (try? JSONText.encode(self)) ?? Array("{}".utf8)
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}

/// Turns what routes throw into problem documents.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(error)
            if problem.status >= 500 {
                let path = request.uri.path
                context.logger.error("a request failed", metadata: ["path": "\(path)", "error": "\(error)"])
            }
            return problem.response
        }
    }
}
