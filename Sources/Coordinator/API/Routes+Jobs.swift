import Hummingbird
import SRO

extension Routes {
    private struct Span: Decodable {
        var from: Int64?
        var to: Int64?
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
            return try JSONText.response(
                JobAccepted(job: JobResponse(job)),
                status: .accepted,
                location: "/api/v1/jobs/\(job.id)"
            )
        }
        router.post("/api/v1/slices/{slice}/flavors/{flavor}/models/{version}/activate") { _, context in
            let (slice, flavor) = (try slice(context), try context.parameters.require("flavor"))
            let text = try context.parameters.require("version")
            guard let version = Int(text) else { throw HTTPError(.notFound, message: "there is no model \(text)") }
            try await orchestration.activate(version, flavor: flavor, of: slice)
            return try JSONText.response(try await sliceResponse(slice))
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
}
