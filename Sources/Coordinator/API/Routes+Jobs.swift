import Hummingbird
import SRO

extension Routes {
    private struct Span: Decodable {
        var from: Int64?
        var to: Int64?
    }

    private struct BacktestWish: Decodable {
        var from: Int64?
        var to: Int64?
        var rolling: Bool?
    }

    private struct NewBacktest: Decodable {
        var slice: String
        var flavor: String
        var from: Int64?
        var to: Int64?
        var rolling: Bool?
    }

    func addJobs(to router: Router<BasicRequestContext>) {
        router.post("/api/v1/slices/{slice}/flavors/{flavor}/train") { request, context in
            let span = try await JSONText.decode(Span.self, from: request, mayBeEmpty: true)
            let job = try await orchestration.train(
                slice(context),
                flavor: context.parameters.require("flavor"),
                from: span.from,
                to: span.to
            )
            return try accepted(job, in: "jobs")
        }
        router.post("/api/v1/slices/{slice}/flavors/{flavor}/backtest") { request, context in
            let wish = try await JSONText.decode(BacktestWish.self, from: request, mayBeEmpty: true)
            let job = try await orchestration.backtest(
                slice(context),
                flavor: context.parameters.require("flavor"),
                from: wish.from,
                to: wish.to,
                isRolling: wish.rolling ?? false
            )
            return try accepted(job, in: "backtests")
        }
        router.post("/api/v1/backtests") { request, _ in
            let wish = try await JSONText.decode(NewBacktest.self, from: request)
            let job = try await orchestration.backtest(
                wish.slice,
                flavor: wish.flavor,
                from: wish.from,
                to: wish.to,
                isRolling: wish.rolling ?? false
            )
            return try accepted(job, in: "backtests")
        }
        router.get("/api/v1/backtests/{job}") { _, context in
            try JSONText.response(
                JobResponse(try await orchestration.backtest(context.parameters.require("job")))
            )
        }
        router.post("/api/v1/slices/{slice}/flavors/{flavor}/models/{version}/activate") { _, context in
            let text = try context.parameters.require("version")
            guard let version = Int(text) else {
                throw Problem(.notFound, "\"\(text.prefix(64))\" is no version of a model", kind: "unknown")
            }
            let model = try await orchestration.activate(
                slice(context),
                flavor: context.parameters.require("flavor"),
                version: version
            )
            return try JSONText.response(ModelResponse(model))
        }
        router.get("/api/v1/backtests") { _, _ in
            let jobs = await orchestration.allJobs().filter { $0.kind == Job.Kind.backtest.rawValue }
            return try JSONText.response(JobList(jobs: jobs.map { JobResponse($0) }))
        }
        router.get("/api/v1/jobs") { _, _ in
            let jobs = await orchestration.allJobs()
            return try JSONText.response(JobList(jobs: jobs.map { JobResponse($0) }))
        }
        router.get("/api/v1/jobs/{job}") { _, context in
            let job = try await orchestration.job(context.parameters.require("job"))
            let models = job.modelVersion == nil ? [] : try await orchestration.models(of: job.slice)
            let model = models.first { $0.flavor == job.flavor && $0.version == job.modelVersion }
            return try JSONText.response(JobResponse(job, model: model))
        }
    }

    private func accepted(_ job: Job, in list: String) throws -> Response {
        try JSONText.response(
            JobAccepted(job: JobResponse(job)),
            status: .accepted,
            location: "/api/v1/\(list)/\(job.id)"
        )
    }
}
