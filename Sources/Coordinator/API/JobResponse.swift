import SRO

/// A job; its id is text, for clients are to treat it as such.
struct JobResponse: Codable {
    var id: String
    var kind: String
    var slice: String
    var flavor: String
    var state: String
    var progress: Double
    var stage: String
    var createdMilliseconds: Int64
    var startedMilliseconds: Int64?
    var endedMilliseconds: Int64?
    var error: String?
    var model: ModelResponse?
    var found: ModelSummary?
    var rolling: [ModelSummary.Horizon]?

    init(_ job: Job, model: ModelStatus? = nil) {
        id = "\(job.id)"
        kind = job.kind
        slice = job.slice
        flavor = job.flavor
        state = job.state.rawValue
        progress = job.progress
        stage = job.stage
        createdMilliseconds = job.createdMilliseconds
        startedMilliseconds = job.startedMilliseconds
        endedMilliseconds = job.endedMilliseconds
        error = job.error
        found = job.found
        rolling = job.rolling
        self.model = model.map { ModelResponse($0) }
    }
}

struct JobList: Codable {
    var jobs: [JobResponse]
}

struct JobAccepted: Codable {
    var job: JobResponse
}
