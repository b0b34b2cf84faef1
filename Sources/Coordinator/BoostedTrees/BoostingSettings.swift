/// How trees are grown.
public struct BoostingSettings: Sendable, Hashable {
    /// How many trees.
    public var rounds: Int
    /// The share of each tree's correction that is taken.
    public var learningRate: Double
    /// Splits from the root to the deepest leaf.
    public var maximumDepth: Int
    /// The least sum of second derivatives in a leaf.
    public var minimumChildWeight: Double
    /// The share of rows that each tree sees.
    public var rowShare: Double
    /// The share of features that each tree sees.
    public var columnShare: Double
    /// The penalty on the square of a leaf's value.
    public var leafPenalty: Double
    /// Into how many bins a feature's values are sorted.
    public var binCount: Int
    /// Where the library's random numbers start.
    public var seed: Int
    /// What is predicted before the first tree.
    public var baseScore: Double
    /// Threads of the library; one gives the same trees on every machine.
    public var threadCount: Int

    /// Settings with the library's spirit and defaults for a few thousand noisy rows.
    public init(
        rounds: Int = 80,
        learningRate: Double = 0.08,
        maximumDepth: Int = 4,
        minimumChildWeight: Double = 8,
        rowShare: Double = 1,
        columnShare: Double = 1,
        leafPenalty: Double = 1,
        binCount: Int = 64,
        seed: Int = 13,
        baseScore: Double = 0,
        threadCount: Int = 1
    ) {
        self.rounds = rounds
        self.learningRate = learningRate
        self.maximumDepth = maximumDepth
        self.minimumChildWeight = minimumChildWeight
        self.rowShare = rowShare
        self.columnShare = columnShare
        self.leafPenalty = leafPenalty
        self.binCount = binCount
        self.seed = seed
        self.baseScore = baseScore
        self.threadCount = threadCount
    }

    /// The library's names for the settings.
    var parameters: [(name: String, value: String)] {
        [
            ("verbosity", "0"),
            ("booster", "gbtree"),
            ("tree_method", "hist"),
            ("objective", "reg:squarederror"),
            ("eta", String(learningRate)),
            ("max_depth", String(maximumDepth)),
            ("min_child_weight", String(minimumChildWeight)),
            ("subsample", String(rowShare)),
            ("colsample_bytree", String(columnShare)),
            ("lambda", String(leafPenalty)),
            ("max_bin", String(binCount)),
            ("seed", String(seed)),
            ("base_score", String(baseScore)),
            ("nthread", String(threadCount)),
        ]
    }
}
