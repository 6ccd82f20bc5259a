// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/pic.c, against the model of tests/fake, which aborts on
 * an initialization and on an input that is unmasked: both controllers end
 * with every input masked and nothing in service, a pair that is so already
 * or that is not there is not changed, and IRR is left selected for reading.
 */
#include "purgatory/steps.h"

#include <string.h>

#include "purgatory/record.h"
#include "purgatory/regs/pic.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/pic_model.h"
#include "tests/tap.h"

static const struct kdp_plan plan;
static const struct kdp_step step;
static struct pic_model model;

/* As without IO-APICs: timer, cascade and RTC in use. */
static void start(void)
{
	details_start();
	pic_model_init(&model);
	model.chip[0].imr = 0xfa;
	model.chip[1].imr = 0xfe;
}

static enum kdp_status run(uint64_t *changed)
{
	fake_log_clear();
	return kdp_pic_quiesce(&plan, &step, changed);
}

static void every_input_ends_masked(void)
{
	uint64_t changed;
	unsigned int i;

	start();
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 2);
	TAP_EQ(model.chip[0].imr, 0xff);
	TAP_EQ(model.chip[1].imr, 0xff);
	TAP_EQ(model.chip[0].eois + model.chip[1].eois, 0);
	for (i = 0; i < 16; i++)
		pic_model_raise(&model, i);
	TAP_CHECK(!pic_model_intr(&model));
}

static void request_that_waits_reaches_nobody(void)
{
	uint64_t changed;

	start();
	pic_model_raise(&model, 8);
	TAP_CHECK(pic_model_intr(&model));
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_CHECK(!pic_model_intr(&model));
	TAP_EQ(details_get(KDP_CODE_PIC, 1)->before, 0x0100fe);
}

static void everything_in_service_is_ended(void)
{
	const struct kdp_entry *entry;
	uint64_t changed;

	start();
	model.chip[0].isr = 0x05;
	model.chip[1].isr = 0x81;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model.chip[0].isr, 0);
	TAP_EQ(model.chip[1].isr, 0);
	TAP_EQ(model.chip[0].eois, 2);
	TAP_EQ(model.chip[1].eois, 2);
	entry = details_get(KDP_CODE_PIC, 0);
	TAP_EQ(entry->object, PIC_MASTER);
	TAP_EQ(entry->before, 0x0005fa);
	TAP_EQ(entry->after, 0x0000ff);
	TAP_EQ(details_get(KDP_CODE_PIC, 1)->object, PIC_SLAVE);
}

static void masked_input_in_service_is_ended(void)
{
	uint64_t changed;

	start();
	model.chip[0].imr = 0xff;
	model.chip[1].imr = 0xff;
	model.chip[0].isr = 0x80;
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(model.chip[0].isr, 0);
	TAP_EQ(changed, 1);
	TAP_EQ(details_count(KDP_CODE_PIC), 1);
}

static void reads_are_left_on_irr(void)
{
	uint64_t changed;

	start();
	model.chip[0].read_isr = true;
	run(&changed);
	TAP_CHECK(!model.chip[0].read_isr && !model.chip[1].read_isr);
}

/* Only the choice of what reads return is written. */
static void quiet_pair_is_not_changed(void)
{
	const struct fake_access *log;
	uint64_t changed;
	size_t count;
	size_t i;

	start();
	run(&changed);
	TAP_EQ(run(&changed), KDP_STATUS_OK);
	TAP_EQ(changed, 0);
	log = fake_log(&count);
	for (i = 0; i < count; i++) {
		TAP_CHECK(!log[i].is_write ||
			  log[i].value == PIC_OCW3_READ_ISR ||
			  log[i].value == PIC_OCW3_READ_IRR);
	}
	TAP_EQ(details_count(KDP_CODE_PIC), 2);
}

static void absent_pair_is_skipped(void)
{
	uint64_t changed;

	start();
	model.absent = true;
	TAP_EQ(run(&changed), KDP_STATUS_SKIPPED);
	TAP_EQ(changed, 0);
	TAP_EQ(fake_log_writes(FAKE_PIO, PIC_MASTER + 1, 1) +
		       fake_log_writes(FAKE_PIO, PIC_SLAVE + 1, 1), 0);
	TAP_EQ(details_count(KDP_CODE_NONE), 0);
}

static void masks_that_do_not_stick_are_recorded(void)
{
	uint64_t changed;

	start();
	model.stuck = true;
	TAP_EQ(run(&changed), KDP_STATUS_STUCK);
	TAP_EQ(changed, 0);
	TAP_EQ(details_get(KDP_CODE_PIC, 0)->status, KDP_STATUS_STUCK);
}

int main(void)
{
	TAP_RUN(every_input_ends_masked);
	TAP_RUN(request_that_waits_reaches_nobody);
	TAP_RUN(everything_in_service_is_ended);
	TAP_RUN(masked_input_in_service_is_ended);
	TAP_RUN(reads_are_left_on_irr);
	TAP_RUN(quiet_pair_is_not_changed);
	TAP_RUN(absent_pair_is_skipped);
	TAP_RUN(masks_that_do_not_stick_are_recorded);
	return tap_done();
}
