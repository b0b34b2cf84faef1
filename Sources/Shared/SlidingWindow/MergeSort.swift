/// Sorts a window's few hundred values in memory that is lent.
///
/// Halves are merged from both ends at once and without a branch that depends on a value: that is several times as fast as
/// the library's sort, which also allocates. No value may be NaN.
struct MergeSort {
    let values: UnsafeMutableBufferPointer<Double>
    /// As long as ``values``; what is in it does not matter.
    let scratch: UnsafeMutableBufferPointer<Double>

    /// Sorts a part of the values.
    func sort(_ part: Range<Int>) {
        sort(part, intoScratch: false)
    }

    private func sort(_ part: Range<Int>, intoScratch: Bool) {
        guard part.count > 8 else {
            insert(part)
            if intoScratch {
                for position in part { scratch[position] = values[position] }
            }
            return
        }
        let middle = part.lowerBound + part.count / 2
        sort(part.lowerBound..<middle, intoScratch: !intoScratch)
        sort(middle..<part.upperBound, intoScratch: !intoScratch)
        if intoScratch {
            merge(part, middle, from: values, into: scratch)
        } else {
            merge(part, middle, from: scratch, into: values)
        }
    }

    private func insert(_ part: Range<Int>) {
        for position in part.dropFirst() {
            let value = values[position]
            var hole = position
            while hole > part.lowerBound, values[hole &- 1] > value {
                values[hole] = values[hole &- 1]
                hole &-= 1
            }
            values[hole] = value
        }
    }

    /// Merges two sorted halves, of which the second may be longer by one.
    ///
    /// Each walk takes as many values as the first half has, so neither can leave its halves.
    private func merge(
        _ part: Range<Int>,
        _ middle: Int,
        from: UnsafeMutableBufferPointer<Double>,
        into: UnsafeMutableBufferPointer<Double>
    ) {
        var (left, right) = (part.lowerBound, middle)
        var (leftEnd, rightEnd) = (middle &- 1, part.upperBound &- 1)
        var (front, back) = (part.lowerBound, part.upperBound &- 1)
        for _ in part.lowerBound..<middle {
            let takesRight = from[right] < from[left]
            into[front] = takesRight ? from[right] : from[left]
            right &+= takesRight ? 1 : 0
            left &+= takesRight ? 0 : 1
            front &+= 1

            let takesLeft = from[rightEnd] < from[leftEnd]
            into[back] = takesLeft ? from[leftEnd] : from[rightEnd]
            leftEnd &-= takesLeft ? 1 : 0
            rightEnd &-= takesLeft ? 0 : 1
            back &-= 1
        }
        if front == back { into[front] = from[left <= leftEnd ? left : right] }
    }
}
