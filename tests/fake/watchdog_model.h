/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watchdog_model.h - the TCO timer of ICH9 and the watchdog of the 6300ESB,
 * after the manuals named in purgatory/regs/watchdog.h.
 *
 * Time passes by the model's own function, so that a test can ask when the
 * reset would come.
 */
#ifndef KDP_TESTS_FAKE_WATCHDOG_MODEL_H
#define KDP_TESTS_FAKE_WATCHDOG_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/fake/pci_model.h"

struct tco_model {
	uint16_t sts1;
	uint16_t sts2;
	uint16_t cnt;
	uint16_t tmr;
	uint16_t count;
	uint32_t smi_en;
	uint32_t gcs;		/* NO_REBOOT is bit 5 */
	bool version6;		/* NO_REBOOT is bit 0 of TCO1_CNT instead */
	bool reset;		/* the machine was reset */
	uint32_t smis;
	/* Faults. */
	bool absent;		/* all ones */
	bool no_reboot_fixed;
	bool halt_fixed;
	bool timer_fixed;
};

/**
 * tco_model_init() - after reset, NO_REBOOT set by firmware, TCO_EN too
 * @base: of the I/O ports
 * @smi_en: I/O port
 * @gcs: memory address of the register with NO_REBOOT; 0: version 6
 */
void tco_model_init(struct tco_model *model, uint16_t base, uint16_t smi_en,
		    uint64_t gcs);
void tco_model_run(struct tco_model *model, uint64_t ms);

struct esb_model {
	struct pci_model_function *function; /* for config and lock */
	uint32_t timer1;
	uint32_t timer2;
	uint64_t elapsed_us;	/* since the last reload */
	unsigned int unlocked;	/* steps of the unlock sequence seen */
	bool timed_out;
	bool reset;
};

/**
 * esb_model_init() - after reset, at @bar
 * @function: of the PCI model; made the device's own
 */
void esb_model_init(struct esb_model *model,
		    struct pci_model_function *function, uint64_t bar);
void esb_model_run(struct esb_model *model, uint64_t ms);

#endif
