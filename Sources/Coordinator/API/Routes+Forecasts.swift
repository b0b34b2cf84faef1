import Hummingbird
import SRO

extension Routes {
    func addForecasts(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/slices/{slice}/forecasts") { request, context in
            let id = try slice(context)
            // Forecasts reach beyond now.
            let now = orchestration.milliseconds / 1000
            let to = try request.integer("to")
            let seconds = try request.span(endingAt: now, lasting: 600)
            let horizon = try request.integer("horizon", atLeast: 1).map { Int(clamping: $0) }
            let upper = to ?? now + 86_400
            let forecasts = try await orchestration.forecasts(
                of: id,
                dueSeconds: seconds.lowerBound...max(seconds.lowerBound, upper),
                horizon: horizon
            )
            return try JSONText.response(
                ForecastList(
                    slice: id,
                    forecasts: forecasts.suffix(Self.longestList).flatMap { entry in
                        ForecastResponse.all(in: entry.forecast, actual: entry.actual)
                    }
                )
            )
        }
        router.get("/api/v1/slices/{slice}/explanation") { _, context in
            let id = try slice(context)
            return try JSONText.response(ExplanationResponse(try await orchestration.explanation(of: id), slice: id))
        }
        router.get("/api/v1/slices/{slice}/models") { _, context in
            let models = try await orchestration.models(of: slice(context))
            return try JSONText.response(ModelList(models: models.map { ModelResponse($0) }))
        }
    }
}
