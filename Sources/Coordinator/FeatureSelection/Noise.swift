import Glibc

/// Normal random numbers that depend on the seed alone.
///
/// The generator is SplitMix64 of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014); the
/// transform is that of Box and Muller.
struct Noise {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func normals(_ count: Int) -> [Double] {
        (0..<count).map { _ in (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }

    /// From 0 up to but not 1.
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
    }
}
