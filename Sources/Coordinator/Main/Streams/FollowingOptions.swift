import ArgumentParser

/// How a file is followed.
struct FollowingOptions: ParsableArguments {
    @Option(help: "How often to look for new rows, in seconds.")
    var interval = 0.5

    func validate() throws {
        guard interval > 0, interval < 1e6 else {
            throw ValidationError("--interval \(interval): a positive number of seconds, less than 1e6")
        }
    }

    /// Refuses a duration that is none.
    static func check(_ name: String, _ duration: Double) throws {
        guard duration >= 0, duration < 1e9 else {
            throw ValidationError("\(name) \(duration): a number of seconds, less than 1e9; 0 for as long as it takes")
        }
    }
}
