// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/reset.c: the ways come in their order, the ACPI register
 * first where there is one and by its space, each is given a bounded time,
 * none of them keeps the next from being tried, not even by a fault, and the
 * reset control register sees each of its kinds chosen and then begun.
 */
#include "purgatory/reset.h"

#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include "purgatory/clock.h"
#include "purgatory/fault.h"
#include "purgatory/regs/pci.h"
#include "purgatory/regs/reset.h"
#include "sys.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/fake/pci_model.h"
#include "tests/tap.h"

#define MEMORY 0xfed00f00ull

static jmp_buf halted;
static bool triple_faulted;
static bool guard_fails;
static bool port_faults;
static struct pci_model pci;

/* The reset control register: ICH9 datasheet, 13.7.5. */
static struct {
	uint8_t value;
	unsigned int hard;	/* resets begun, by kind */
	unsigned int power;
	unsigned int soft;
} control;

void fake_sys_triple_fault(void)
{
	triple_faulted = true;
}

void fake_sys_halt(void)
{
	longjmp(halted, 1);
}

enum kdp_status kdp_guard_call(enum kdp_status (*function)(void *), void *arg)
{
	return guard_fails ? KDP_STATUS_FAULT : function(arg);
}

static uint64_t read_nothing(void *model, uint64_t offset, unsigned int size)
{
	(void)model;
	(void)offset;
	(void)size;
	fake_abort("a register of resets was read");
}

static void write_nothing(void *model, uint64_t offset, unsigned int size,
			  uint64_t value)
{
	(void)model;
	(void)offset;
	(void)value;
	if (size != 1)
		fake_abort("a register of resets was written by %u bytes",
			   size);
	if (port_faults)
		longjmp(halted, 2);
}

static void write_control(void *model, uint64_t offset, unsigned int size,
			  uint64_t value)
{
	if (value & ~(uint32_t)control.value & RESET_CONTROL_CPU) {
		if (!(control.value & RESET_CONTROL_SYS))
			control.soft++;
		else if (control.value & RESET_CONTROL_POWER)
			control.power++;
		else
			control.hard++;
	}
	control.value = (uint8_t)value;
	write_nothing(model, offset, size, value);
}

static const struct fake_ops control_ops = { "reset control", read_nothing,
					     write_control };
static const struct fake_ops dead = { "dead", read_nothing, write_nothing };

static void start(void)
{
	details_start();
	pci_model_deinit(&pci);
	kdp_clock_init(1000000, 1000000);
	/* Inside of CF8, and found before it. */
	memset(&control, 0, sizeof(control));
	fake_claim(FAKE_PIO, RESET_CONTROL, 1, &control_ops, NULL);
	pci_model_claim_ports(&pci);
	fake_claim(FAKE_PIO, RESET_KEYBOARD, 1, &dead, NULL);
	fake_claim(FAKE_PIO, 0x604, 1, &dead, NULL);
	fake_claim(FAKE_MMIO, MEMORY, 1, &dead, NULL);
	triple_faulted = false;
	guard_fails = false;
	port_faults = false;
}

static void run(const struct kdp_reset_register *reg)
{
	uint64_t before = fake_cpu.tsc;

	/* Each fault comes back by the last resort. */
	if (setjmp(halted) != 1)
		kdp_reset(reg);
	TAP_CHECK(triple_faulted);
	/* A 1 GHz clock; the promise is five seconds for all of it. */
	TAP_CHECK(fake_cpu.tsc - before < 500000000);
}

static void check_order(enum fake_space space, uint64_t addr, uint64_t value)
{
	const struct fake_access *log;
	size_t count, i = 0;

	log = fake_log(&count);
	if (addr) {
		TAP_EQ(log[0].space, space);
		TAP_EQ(log[0].addr, addr);
		TAP_EQ(log[0].value, value);
		i = 1;
	}
	TAP_EQ(count, i + 5);
	TAP_EQ(fake_log_writes(FAKE_PIO, RESET_CONTROL, 1), 4);
	TAP_EQ(control.hard, 1);
	TAP_EQ(control.power, 1);
	TAP_EQ(control.soft, 0);
	TAP_EQ(log[i + 4].addr, RESET_KEYBOARD);
	TAP_EQ(log[i + 4].value, RESET_KEYBOARD_PULSE);
}

static void no_register(void)
{
	start();
	run(NULL);
	check_order(FAKE_PIO, 0, 0);
}

static void register_of_no_space(void)
{
	const struct kdp_reset_register none = { 0 };

	start();
	run(&none);
	check_order(FAKE_PIO, 0, 0);
}

static void ports_that_fault(void)
{
	start();
	port_faults = true;
	run(NULL);
	check_order(FAKE_PIO, 0, 0);
}

static const struct kdp_reset_register io = { .addr = 0x604,
					      .space = KDP_RESET_IO,
					      .value = 0x0f };
static const struct kdp_reset_register memory = { .addr = MEMORY,
						  .space = KDP_RESET_MEMORY,
						  .value = 1 };
static const struct kdp_reset_register config = { .addr = 0x1f00020044ull,
						  .space = KDP_RESET_PCI,
						  .value = 6 };

/* Most machines' ACPI register is this one, written with both bits at once. */
static const struct kdp_reset_register same = { .addr = RESET_CONTROL,
						.space = KDP_RESET_IO,
						.value = 0x06 };

static void control_register_first(void)
{
	start();
	run(&same);
	TAP_EQ(control.hard, 1);
	TAP_EQ(control.power, 1);
	TAP_EQ(control.soft, 1);
}

static void port_first(void)
{
	start();
	run(&io);
	check_order(FAKE_PIO, 0x604, 0x0f);
}

static void memory_first(void)
{
	start();
	run(&memory);
	check_order(FAKE_MMIO, MEMORY, 1);
}

static void memory_that_faults(void)
{
	start();
	guard_fails = true;
	run(&memory);
	check_order(FAKE_PIO, 0, 0);
}

static void configuration_space_first(void)
{
	struct pci_model_function *function;

	start();
	function = pci_model_add(&pci, 0, 0xfa, 0x8086, 0x2918);
	function->writable[0x44] = 0xff;
	run(&config);
	TAP_EQ(function->config[0x44], 6);
	TAP_EQ(function->writes, 1);
}

/* The code notes that it tried: each case is a process of its own. */
static void in_child(void (*test)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		test();
		pci_model_deinit(&pci);
		fflush(stdout);
		_exit(tap_function_bad != 0);
	}
	TAP_CHECK(child > 0 && waitpid(child, &status, 0) == child &&
		  status == 0);
}

static void ways_without_acpi(void)
{
	in_child(no_register);
	in_child(register_of_no_space);
}

static void each_way_is_tried_behind_a_fault(void)
{
	in_child(ports_that_fault);
}

static void acpi_port_comes_first(void)
{
	in_child(port_first);
}

static void acpi_port_without_effect_is_tried_in_two_writes(void)
{
	in_child(control_register_first);
}

static void acpi_memory_comes_first(void)
{
	in_child(memory_first);
}

static void acpi_memory_that_faults_is_passed_over(void)
{
	in_child(memory_that_faults);
}

static void acpi_configuration_space_comes_first(void)
{
	in_child(configuration_space_first);
}

int main(void)
{
	TAP_RUN(ways_without_acpi);
	TAP_RUN(each_way_is_tried_behind_a_fault);
	TAP_RUN(acpi_port_comes_first);
	TAP_RUN(acpi_port_without_effect_is_tried_in_two_writes);
	TAP_RUN(acpi_memory_comes_first);
	TAP_RUN(acpi_memory_that_faults_is_passed_over);
	TAP_RUN(acpi_configuration_space_comes_first);
	pci_model_deinit(&pci);
	return tap_done();
}
