#pragma once
#include <inttypes.h>
#include <stdio.h>
#include <xgboost/c_api.h>
#include <xgboost/version_config.h>

// XGBoost 2.1 replaced XGBoosterBoostOneIter by XGBoosterTrainOneIter, which takes the round and two array interfaces.
static inline int cxgboost_boost_one_round(
    BoosterHandle booster, DMatrixHandle matrix, int round, float *gradients, float *hessians, bst_ulong count
) {
#if XGBOOST_VER_MAJOR > 2 || (XGBOOST_VER_MAJOR == 2 && XGBOOST_VER_MINOR >= 1)
    static const char form[] =
        "{\"data\": [%" PRIuPTR ", true], \"shape\": [%" PRIu64 ", 1], \"typestr\": \"<f4\", \"version\": 3}";
    char gradient[160], hessian[160];
    snprintf(gradient, sizeof gradient, form, (uintptr_t)gradients, (uint64_t)count);
    snprintf(hessian, sizeof hessian, form, (uintptr_t)hessians, (uint64_t)count);
    return XGBoosterTrainOneIter(booster, matrix, round, gradient, hessian);
#else
    (void)round;
    return XGBoosterBoostOneIter(booster, matrix, gradients, hessians, count);
#endif
}
