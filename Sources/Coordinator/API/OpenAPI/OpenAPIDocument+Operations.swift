extension OpenAPIDocument {
    private static let slice = "/api/v1/slices/{slice}"
    private static let flavor = "/api/v1/slices/{slice}/flavors/{flavor}"

    /// Everything under `/api/v1`, and health.
    static let operations: [OpenAPIOperation] = reading + changing + health

    private static let reading: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/access",
            id: "getAccess",
            summary: "What whoever asks may do: read, or operate, too.",
            tag: "access",
            answer: .json(schema: "Access")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/group",
            id: "getGroup",
            summary: "The coordinators that share the slices, and who has which; nobody where one has all of them.",
            tag: "slices",
            answer: .json(schema: "Group")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/slices",
            id: "listSlices",
            summary: "All slices as they are now.",
            tag: "slices",
            answer: .json(schema: "SliceList")
        ),
        OpenAPIOperation(
            method: "get",
            path: slice,
            id: "getSlice",
            summary: "A slice as it is now.",
            tag: "slices",
            answer: .json(schema: "Slice")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/kpi",
            id: "listKPI",
            summary: "The KPI by second.",
            tag: "slices",
            query: ["from", "to"],
            answer: .json(schema: "KPIList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/flavors",
            id: "listFlavors",
            summary: "The flavors of a slice.",
            tag: "flavors",
            answer: .json(schema: "FlavorList")
        ),
        OpenAPIOperation(
            method: "get",
            path: flavor,
            id: "getFlavor",
            summary: "A flavor of a slice.",
            tag: "flavors",
            answer: .json(schema: "Flavor")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/forecasts",
            id: "listForecasts",
            summary: "Forecasts that are due in a span of seconds, each with what came true.",
            tag: "forecasts",
            query: ["from", "to", "horizon"],
            answer: .json(schema: "ForecastList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/models",
            id: "listModels",
            summary: "Every model that the slice has had.",
            tag: "models",
            answer: .json(schema: "ModelList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/decisions",
            id: "listDecisions",
            summary: "The newest decisions in a span of milliseconds, oldest first.",
            tag: "decisions",
            query: ["from", "to", "limit"],
            answer: .json(schema: "DecisionList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/decisions/{decision}",
            id: "getDecisionOfSlice",
            summary: "A decision, with its reasons in words.",
            tag: "decisions",
            answer: .json(schema: "Decision")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/decisions/{decision}",
            id: "getDecision",
            summary: "A decision of any slice.",
            tag: "decisions",
            answer: .json(schema: "Decision")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/jobs",
            id: "listJobs",
            summary: "Jobs, oldest first.",
            tag: "jobs",
            answer: .json(schema: "JobList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/jobs/{job}",
            id: "getJob",
            summary: "A job, and how far it is.",
            tag: "jobs",
            answer: .json(schema: "Job")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/backtests",
            id: "listBacktests",
            summary: "The backtests among the jobs, with what they found.",
            tag: "backtests",
            answer: .json(schema: "JobList")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/backtests/{job}",
            id: "getBacktest",
            summary: "A backtest, how far it is, and what it found.",
            tag: "backtests",
            answer: .json(schema: "Job")
        ),
        OpenAPIOperation(
            method: "get",
            path: "/api/v1/events",
            id: "watch",
            summary: "What happens to all slices, as server-sent events: forecast, truth, decision, job.",
            tag: "events",
            answer: .text(type: "text/event-stream")
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/events",
            id: "watchSlice",
            summary: "What happens to a slice, as server-sent events.",
            tag: "events",
            answer: .text(type: "text/event-stream")
        ),
    ]

    private static let changing: [OpenAPIOperation] = [
        OpenAPIOperation(
            method: "post",
            path: "/api/v1/slices",
            id: "addSlice",
            summary: "Adds a slice; the same one twice is the same as once.",
            tag: "slices",
            body: .json(schema: "SliceDefinition"),
            status: 201,
            answer: .json(schema: "Slice"),
            otherStatus: 200
        ),
        OpenAPIOperation(
            method: "put",
            path: slice,
            id: "putSlice",
            summary: "Adds a slice, or replaces the one that was added.",
            tag: "slices",
            body: .json(schema: "SliceDefinition"),
            status: 201,
            answer: .json(schema: "Slice"),
            otherStatus: 200
        ),
        OpenAPIOperation(
            method: "delete",
            path: slice,
            id: "deleteSlice",
            summary: "Puts a slice to rest; what was recorded of it stays.",
            tag: "slices",
            status: 204,
            answer: .none
        ),
        OpenAPIOperation(
            method: "get",
            path: "\(slice)/definition",
            id: "getSliceDefinition",
            summary: "What was asked for about a slice that was added, to be changed and put again.",
            tag: "slices",
            answer: .json(schema: "SliceDefinition")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(slice)/flavor",
            id: "changeFlavor",
            summary: "Puts a flavor in force, and waits for that.",
            tag: "slices",
            body: .json(schema: "FlavorWish"),
            answer: .json(schema: "DecisionMade")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(slice)/mode",
            id: "setMode",
            summary: "Says how far the orchestration may go: observe, dry-run, act, or pause.",
            tag: "slices",
            body: .json(schema: "ModeWish"),
            answer: .json(schema: "Slice")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(slice)/override",
            id: "setOverride",
            summary: "Lets a slice act without a model that has passed its gate, or not.",
            tag: "slices",
            body: .json(schema: "OverrideWish"),
            answer: .json(schema: "Slice")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(slice)/kpi",
            id: "addKPI",
            summary: "Takes rows of the KPI as CSV: timestamp and figures, one row a second.",
            tag: "slices",
            body: .text(type: "text/csv"),
            answer: .json(schema: "KPIAccepted")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(flavor)/train",
            id: "train",
            summary: "Trains a model of a flavor and puts it to work.",
            tag: "jobs",
            body: .json(schema: "Span"),
            isBodyRequired: false,
            status: 202,
            answer: .json(schema: "JobAccepted")
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(flavor)/backtest",
            id: "backtest",
            summary:
                "Trains a model of a flavor, judges it on held-out rows, and forgets it; or does so at five origins.",
            tag: "backtests",
            body: .json(schema: "BacktestWish"),
            isBodyRequired: false,
            status: 202,
            answer: .json(schema: "JobAccepted")
        ),
        OpenAPIOperation(
            method: "post",
            path: "/api/v1/backtests",
            id: "addBacktest",
            summary: "The same, for the slice and the flavor that the body names.",
            tag: "backtests",
            body: .json(schema: "NewBacktest"),
            status: 202,
            answer: .json(schema: "JobAccepted")
        ),
        OpenAPIOperation(
            method: "put",
            path: flavor,
            id: "putFlavor",
            summary: "Adds a flavor to a slice that was added, as its highest, or replaces it.",
            tag: "flavors",
            body: .json(schema: "FlavorDefinition"),
            status: 201,
            answer: .json(schema: "Flavor"),
            otherStatus: 200
        ),
        OpenAPIOperation(
            method: "delete",
            path: flavor,
            id: "deleteFlavor",
            summary: "Takes a flavor that is not in force away from a slice that was added.",
            tag: "flavors",
            status: 204,
            answer: .none
        ),
        OpenAPIOperation(
            method: "post",
            path: "\(flavor)/models/{version}/activate",
            id: "activateModel",
            summary: "Puts an older or newer model of a flavor to work.",
            tag: "models",
            answer: .json(schema: "Model")
        ),
    ]

    private static let health: [OpenAPIOperation] = ["/healthz", "/readyz"].map { path in
        OpenAPIOperation(
            method: "get",
            path: path,
            id: path == "/healthz" ? "healthy" : "ready",
            summary: path == "/healthz" ? "Whether the program runs." : "Whether it answers requests.",
            tag: "health",
            answer: .json(schema: "Health"),
            isOpen: true
        )
    }
}
