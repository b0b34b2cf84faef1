extension OpenAPIDocument {
    private static let text: JSONNode = ["type": "string"]
    private static let integer: JSONNode = ["type": "integer"]
    private static let number: JSONNode = ["type": "number"]
    private static let bool: JSONNode = ["type": "boolean"]

    private static func reference(_ name: String) -> JSONNode { ["$ref": .text("#/components/schemas/\(name)")] }

    private static func list(_ items: JSONNode) -> JSONNode { ["type": "array", "items": items] }

    /// An object; a name that ends in `?` need not be there.
    private static func object(_ members: [String: JSONNode]) -> JSONNode {
        var properties: [String: JSONNode] = [:]
        var required: [String] = []
        for (name, schema) in members {
            if name.hasSuffix("?") {
                properties[String(name.dropLast())] = schema
            } else {
                properties[name] = schema
                required.append(name)
            }
        }
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(required.sorted().map { .text($0) }),
        ]
    }

    private static func wish(_ members: [String: JSONNode]) -> JSONNode {
        object(members.merging(["reason?": ["type": ["string", "null"]]], uniquingKeysWith: { $1 }))
    }

    /// Everything that is sent and answered, by name.
    static let schemas: [String: JSONNode] = wishes.merging(answers, uniquingKeysWith: { $1 })

    private static let wishes: [String: JSONNode] = [
        "FlavorWish": wish(["flavor": ["type": "string"]]),
        "ModeWish": wish(["mode": ["type": "string", "enum": ["observe", "dry-run", "act", "pause"]]]),
        "OverrideWish": wish(["override": bool]),
        "SliceDefinition": [
            "type": "object",
            "description": "The keys of a slice in the configuration file, in JSON.",
            "required": ["id", "kpi", "sla", "flavors"],
            "properties": [
                "id": ["type": "string", "pattern": .text(identifier)],
                "name": text,
                "kpi": [
                    "type": "object", "required": ["name"], "additionalProperties": false,
                    "properties": ["name": ["type": "string", "minLength": 1], "unit": text],
                ],
                "sla": [
                    "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
                    "properties": ["upper": number, "lower": number],
                ],
                "targets": list(text), "job": text, "horizons": list(integer), "window": integer,
                "objective": text, "inputs": integer, "flavor": text, "actuator": ["type": "object"],
                "policy": ["type": "object"],
                "flavors": [
                    "type": "array", "minItems": 1,
                    "items": [
                        "type": "object", "required": ["id"],
                        "properties": [
                            "id": ["type": "string", "pattern": .text(identifier)], "name": text,
                            "settings": ["type": "object", "additionalProperties": text], "upgrade": text,
                            "downgrade": text,
                        ],
                    ],
                ],
            ],
        ],
        "Span": object(["from?": second, "to?": second]),
        "BacktestWish": object(["from?": second, "to?": second, "rolling?": ["type": ["boolean", "null"]]]),
        "NewBacktest": object([
            "slice": text, "flavor": text, "from?": second, "to?": second, "rolling?": ["type": ["boolean", "null"]],
        ]),
        "FlavorDefinition": [
            "type": "object",
            "description": "The keys of a flavor in the configuration file, in JSON; the id may be left out.",
            "properties": [
                "name": text, "settings": ["type": "object", "additionalProperties": text], "upgrade": text,
                "downgrade": text,
            ],
        ],
    ]

    /// Small enough for the numbers of JSON, late enough for everybody.
    private static let second: JSONNode = ["type": ["integer", "null"], "minimum": 0, "maximum": 100_000_000_000]

    private static let answers: [String: JSONNode] = [
        "Problem": object(["type": text, "title": text, "status": integer, "detail": text]),
        "Health": object(["status": text]),
        "Access": object(["role": ["type": "string", "enum": ["read", "operate"]]]),
        "Group": object([
            "members": list(object(["name": text, "url?": text, "isThis": bool])),
            "slices": list(object(["id": text, "owner?": text])),
        ]),
        "SliceList": object(["slices": list(reference("Slice"))]),
        "Slice": object([
            "id": text, "name": text, "flavor": text, "flavorSinceMilliseconds": integer, "mode": text,
            "override": bool, "phase": text, "flavors": list(reference("Flavor")),
            "kpi": object(["name": text, "unit": text, "second?": integer, "value?": number]),
            "sla": object(["upper?": number, "lower?": number]),
            "health": object([
                "targets": list(
                    object(["url": text, "up?": bool, "series": integer, "lastSecond?": integer, "error?": text])
                ),
                "lastRowSecond?": integer, "lastForecastSecond?": integer, "degraded": bool,
            ]),
            "forecasts": list(reference("Forecast")),
        ]),
        "FlavorList": object(["flavors": list(reference("Flavor"))]),
        "Flavor": object([
            "id": text, "name": text, "settings": ["type": "object", "additionalProperties": text],
            "upgrade?": text, "downgrade?": text, "rows": integer, "model?": reference("Model"),
        ]),
        "KPIAccepted": object(["accepted": integer]),
        "KPIList": object([
            "slice": text, "name": text,
            "rows": list(object(["second": integer, "value?": number, "flavor?": text])),
        ]),
        "ForecastList": object(["slice": text, "forecasts": list(reference("Forecast"))]),
        "Forecast": object([
            "madeSecond": integer, "dueSecond": integer, "horizon": integer, "value?": number, "lower?": number,
            "upper?": number, "violationProbability?": number, "family": text, "degraded": bool,
            "freshShare": number, "flavor": text, "model": integer, "actual?": number, "lastValue?": number,
            "runningMedian?": number,
        ]),
        "ModelList": object(["models": list(reference("Model"))]),
        "Model": object([
            "version": integer, "flavor": text, "createdMilliseconds": integer, "active": bool, "rows": integer,
            "fromSecond": integer, "toSecond": integer, "inputs": list(text), "gate": reference("Gate"),
            "scores": list(reference("Score")), "counterfactualScores": list(reference("Score")),
            "served": list(reference("Served")), "challenge?": reference("Challenge"),
            "role": ["type": "string", "enum": ["champion", "challenger", "resting"]],
        ]),
        "Challenge": object([
            "seconds": integer, "secondsLeft": integer, "errorRatio?": number,
            "standings": list(
                object([
                    "horizon": integer, "forecasts": integer, "championError": number, "challengerError": number,
                ])
            ),
        ]),
        "Served": object([
            "horizon": integer, "forecasts": integer, "mae": number, "nmae?": number, "lastValueMae": number,
            "coverage": number,
        ]),
        "Gate": object(["passed": bool, "ratio?": number, "horizon": integer]),
        "Score": object([
            "horizon": integer, "family": text, "nmae?": number, "mape?": number, "coverage?": number,
            "samples": integer,
            "baselines": list(object(["family": text, "nmae?": number, "mape?": number])),
        ]),
        "DecisionList": object(["decisions": list(reference("Decision"))]),
        "DecisionMade": object(["decision": reference("Decision")]),
        "Decision": object([
            "id": integer, "slice": text, "milliseconds": integer, "kind": text, "rule": text, "holdReason?": text,
            "mode": text, "from": text, "to": text, "executed": bool, "kpi?": number, "horizon?": integer,
            "agreement": ["type": "object"], "forecast?": reference("Evidence"),
            "contributions": list(object(["name": text, "value": number])),
            "inputs": list(object(["name": text, "value?": number])),
            "alternatives": list(reference("Evidence")), "model?": integer, "reason?": text,
            "outcome?": object(["state": text, "detail": text, "milliseconds": integer]),
            "helped?": ["type": "object"], "explanation": text,
        ]),
        "Evidence": object([
            "flavor": text, "madeSecond": integer, "dueSecond": integer, "horizon": integer, "value?": number,
            "lower?": number, "upper?": number, "violationProbability?": number, "family": text, "degraded": bool,
            "freshShare": number,
        ]),
        "JobList": object(["jobs": list(reference("Job"))]),
        "JobAccepted": object(["job": reference("Job")]),
        "Job": object([
            "id": text, "kind": text, "slice": text, "flavor": text, "state": text, "progress": number,
            "stage": text, "createdMilliseconds": integer, "startedMilliseconds?": integer,
            "endedMilliseconds?": integer, "error?": text, "model?": reference("Model"),
            "found?": ["type": "object"], "rolling?": list(reference("Score")),
        ]),
    ]
}
